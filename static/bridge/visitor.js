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

// Tells {ecid}, {declined}, {failed}, or {} where there is no such library.
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

  guarded(() => {
    const { Visitor } = window;
    if (!Visitor || typeof Visitor.getInstance !== "function") {
      finish({});
      return;
    }
    whenAllowed((allowed) => guarded(() => {
      if (!allowed) {
        finish({ declined: true });
        return;
      }
      setTimeout(() => finish({ failed: "no answer within " + timeoutMs + " ms" }), timeoutMs);
      Visitor.getInstance(orgId, {})
        .getMarketingCloudVisitorID((ecid) => finish({ ecid: ecid || null }), true);
    }));
  });
}
