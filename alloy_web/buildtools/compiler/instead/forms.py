"""
core/forms.py, where JavaScript's regular expressions do it.
"""


def is_label(text):
    return text.has_form("^[a-zA-Z\\d-]{1,63}$")


def is_domain(text):
    return text.has_form("^[a-zA-Z\\d.-]*$")


def is_ip(hostname):
    return hostname.has_form(":|^\\d+(\\.\\d+){3}$")


def is_host(hostname):
    return hostname.has_form("^\\[(?=.*:.*:)[\\da-fA-F:.]+]$|^(?=\\.*[^.])[a-z\\d.-]+$")


def is_scheme(text):
    return text.has_form("^[a-zA-Z][a-zA-Z\\d.+-]*$")


def is_region(text):
    return text.has_form("^[a-zA-Z]{2,4}\\d\\d?$")


def is_authority(text):
    return text.has_form(
        "^(([\\w.~:!$&'()*+,;=\\x80-\\uffff-]|%[\\da-fA-F]{2})*@)?"
        "(\\[[\\da-fA-F:.]+]|[a-zA-Z\\d.\\x80-\\uffff-]+)(:\\d+)?$"
    )


def is_path(text):
    return text.has_form("^([\\w.~/\\x80-\\uffff-]|%[\\da-fA-F]{2})*$")
