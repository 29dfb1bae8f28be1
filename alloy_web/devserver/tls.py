"""
https for the local edge: a certificate made at start, known to nobody and kept nowhere.

What has to meet the server needs to know the certificate: a browser by `spki`, on its command
line; a client in Python by `trusting_context()`.
"""

import base64
import hashlib
import ssl

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Certificate:
    """A certificate for these host names and for this machine, from an authority of its own."""

    def __init__(self, names=()):
        self._authority = trustme.CA()
        self._issued = self._authority.issue_cert(*names, "localhost", "127.0.0.1")

    @property
    def spki(self):
        """The key's fingerprint, for Chromium's `--ignore-certificate-errors-spki-list`."""
        pem = self._issued.cert_chain_pems[0].bytes()
        key = x509.load_pem_x509_certificate(pem).public_key()
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def serving_context(self):
        """The TLS settings of the server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._issued.configure_cert(context)
        return context

    def trusting_context(self):
        """The TLS settings of a client that trusts this server and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context
