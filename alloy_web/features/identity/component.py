"""
The component: lets requests through the identity gate, keeps what answers tell, and the commands
`getIdentity` and `appendIdentityToUrl`.

Source: specification, CMD-21, CMD-22, ID-03, ID-06, ID-09, ID-10, EDGE-25, EDGE-35.
"""

from alloy_web.core import identity, merge, payload
from alloy_web.core.command import Command
from alloy_web.core.options import OVERRIDES
from alloy_web.core.request import ACQUIRE, Request
from alloy_web.core.strings import is_digits
from alloy_web.errors import AlloyError, describe
from alloy_web.validation import (
    BOOLEAN,
    SOME_TEXT,
    TEXT,
    Array,
    Number,
    OneOf,
    Record,
    optional,
    required,
)
from alloy_web.wording import words

ECID = "ECID"
CORE = "CORE"


_NAMESPACES = OneOf(ECID, CORE)

IDENTITY = Record({
    "identity": required(Record({
        ECID: optional(TEXT, about="The visitor's id."),
        CORE: optional(TEXT, about="The id across sites."),
    }), about="What was asked for."),
    "edge": required(Record({
        "regionId": optional(Number(), about="The number of the region."),
    }), about="Which servers of the Edge Network answer."),
})

URL = Record({
    "url": required(TEXT, about="The address; as it was given where there is no identity."),
})


class Namespace:
    """A check: one that there can be an id of, with or without third-party cookies."""

    def __init__(self, has_core):
        self._has_core = has_core

    def examine(self, value, path, problems):
        if value == CORE and not self._has_core:
            problems.append(path + ": CORE is known only with thirdPartyCookiesEnabled")
            return value
        return _NAMESPACES.examine(value, path, problems)

    def describe(self):
        return _NAMESPACES.describe()


class Identity:
    namespace = "Identity"
    config = {
        "idSyncsEnabled": optional(
            BOOLEAN, True, words("The datastream says which id syncs there are."),
            about="Request the addresses by which other servers learn of a visitor.",
        ),
    }

    def __init__(self, tools):
        self._has_core = tools.config["thirdPartyCookiesEnabled"]
        self.commands = {
            "getIdentity": Command(Record({
                "namespaces": optional(
                    Array(Namespace(self._has_core), non_empty=True, unique=True), [ECID],
                    about="Which ids are asked for. `CORE` is the one across sites.",
                ),
                "edgeConfigOverrides": OVERRIDES,
            }), self.get_identity, about="Who the visitor is.", returns=IDENTITY),
            "appendIdentityToUrl": Command(Record({
                "url": required(SOME_TEXT, about="An address of another site of yours."),
                "edgeConfigOverrides": OVERRIDES,
            }), self.append_identity_to_url, returns=URL,
                about="Hand the visitor's identity over to another site, in its address."),
        }
        self._host = tools.host
        self._org_id = tools.config["orgId"]
        self._consent = tools.consent
        self._cookies = tools.cookies
        self._gate = tools.identity
        self._edge = tools.edge
        self._destinations = tools.destinations if tools.config["idSyncsEnabled"] else None
        self._logger = tools.logger.for_component(self.namespace)
        self._migration = tools.migration
        # From answers: ids by namespace, and the region of the edge.
        self._known = {}
        self._edge_info = {}

    def on_before_request(self, request):
        self._take_from_url(request)

    def on_identity(self, request):
        self._add(request, self._gate.kept_ecid)
        if request.is_asker and not payload.has_identity(request.payload, ECID):
            return self._migrate(request)
        return None

    async def _migrate(self, request):
        self._add(request, await self._migration.find())

    def _add(self, request, ecid):
        if ecid and not payload.has_identity(request.payload, ECID):
            payload.add_identity(request.payload, ECID, ecid)

    def on_response(self, response, request):
        self._note_region(response)
        self._note_identities(response.payloads("identity:result"))
        if self._destinations:
            self._destinations.carry_out(response, "identity:exchange", self._logger)
        if request.is_asker:
            self._check_outcome(response)

    def _check_outcome(self, response):
        """What asking has brought: a cookie, an identity for this page only, or nothing."""
        if not self._gate.is_established():
            self._gate.keep(self._known.get(ECID))
        if self._cookies.is_in_memory() or self._gate.kept_ecid:
            self._logger.warn(
                "The browser did not keep the identity cookie, so the visitor is new again on the "
                "next page. Are cookies blocked, or refused on this domain?"
            )
        elif not self._gate.is_established():
            stored = [item.get("key") for item in response.payloads("state:store")
                    if isinstance(item, dict)]
            self._logger.warn(
                "The answer left no identity cookie, so the visitor is new again on the next "
                "request. " + identity.why_no_cookie(stored, self._org_id)
            )

    async def get_identity(self, options):
        """`{"identity": {namespace: id or None}, "edge": {"regionId"?}}`"""
        await self._consent.wait()
        found = await self._identities(options["namespaces"], options.get("edgeConfigOverrides"))
        return {"identity": found, "edge": dict(self._edge_info)}

    async def append_identity_to_url(self, options):
        """`{"url"}`; the URL as it was given where there is no identity or no consent."""
        url = options["url"]
        try:
            self._consent.check()
            found = await self._identities([ECID], options.get("edgeConfigOverrides"))
            if not is_digits(found[ECID]):
                raise AlloyError("The server sent no ECID")
            now_s = self._host.moment()["nowMs"] / 1000
            return {"url": identity.append_to_url(url, found[ECID], self._org_id, now_s)}
        except Exception as error:
            self._logger.warn("The identity is not appended to " + url + ". " + describe(error))
            return {"url": url}

    async def _identities(self, namespaces, overrides):
        """What is known of these namespaces; asks the server if nothing is known at all."""
        if not self._known:
            ecid = self._gate.ecid() if namespaces == [ECID] else None
            if ecid:
                return {ECID: ecid}
            await self._edge.carry(Request(ACQUIRE, overrides=overrides))
        found = {}
        for namespace in namespaces:
            found[namespace] = self._known.get(namespace)
        return found

    def _take_from_url(self, request):
        """An identity that another site handed over in the page's URL. Source: ID-06."""
        url = (request.event.reading if request.event else self._host.page())["url"]
        # Few pages have it, and every request passes here.
        if "adobe_mc" not in url or payload.has_identity(request.payload, ECID):
            return
        found = identity.from_page_url(url, self._org_id, self._host.moment()["nowMs"] / 1000)
        if found.get("several"):
            self._logger.warn("The page's URL has adobe_mc more than once; the last one counts.")
        if found.get("ecid"):
            payload.add_identity(request.payload, ECID, found["ecid"])
        elif found.get("problem"):
            self._logger.info("adobe_mc of the page's URL is ignored: "
                              + _PROBLEMS[found["problem"]] + ".")

    def _note_identities(self, results):
        is_new = ECID not in self._known
        for result in results:
            namespace = merge.get_path(result, "namespace.code")
            if isinstance(namespace, str) and isinstance(result.get("id"), str):
                self._known[namespace] = result["id"]
        if is_new and ECID in self._known:
            self._migration.hand_back(self._known[ECID])

    def _note_region(self, response):
        header = response.headers.get("x-adobe-edge")
        if header is None:
            # A beacon's answer has no headers, so there is no word of the region.
            if response.status != 204:
                self._edge_info = {}
            return
        region_id = region_of(header)
        self._edge_info = {} if region_id is None else {"regionId": region_id}
        if region_id is None:
            self._logger.warn('The header x-adobe-edge is malformed: "' + str(header) + '".')


_PROBLEMS = {
    "invalid": words("it is not readable"),
    "organisation": words("it is of another organisation"),
    "expired": words("it is older than five minutes"),
}


def region_of(header):
    """7 of `VA6;7`; None if it is malformed. Source: EDGE-35."""
    parts = str(header).split(";")
    try:
        return int(parts[1])
    except (IndexError, ValueError):
        return None
