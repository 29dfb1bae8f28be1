// The page's `Visitor`, an older identity library, and `adobe.optIn`, its own consent service.

import { JSON, String, setTimeout } from "./natives.js";

// Calls `go(true)` once the service allows ids, `go(false)` if it does not.
function whenAllowed(go) {
  const service = window.adobe && window.adobe.optIn;
  if (!service || typeof service.fetchPermissions !== "function") {
    go(true);
    return;
  }
  service.fetchPermissions(() => go(!!service.isApproved([service.Categories.ECID])), true);
}

// Tells {ecid}, {declined} or {failed}. The page has a `Visitor`; a verb of index.js says so.
export function visitorId(tell, id, orgId, timeoutMs) {
  let done = false;

  function finish(answer) {
    if (done) return;
    done = true;
    tell("answer", id, JSON.stringify(answer));
  }

  function guarded(work) {
    try {
      work();
    } catch (error) {
      finish({ failed: String(error) });
    }
  }

  guarded(() => whenAllowed((allowed) => guarded(() => {
    if (!allowed) {
      finish({ declined: true });
      return;
    }
    setTimeout(() => finish({ failed: "no answer within " + timeoutMs + " ms" }), timeoutMs);
    window.Visitor.getInstance(orgId, {})
      .getMarketingCloudVisitorID((ecid) => finish({ ecid: ecid || null }), true);
  })));
}
