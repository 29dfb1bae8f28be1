"""
What conditions are asked about: one flat dict of page, time and what the caller knows. Pure.

It is made anew for each evaluation, so that a view that started without a load counts. Nested keys
are joined with dots, and items of lists go by their index. Source: RULE-05.
"""

from alloy_web.core import browsers, calendar, dates, merge, urls

# `~type` of what is evaluated: an answer to an event, or the command's own.
OF_EVENT = "com.adobe.eventType.edge"
OF_COMMAND = "com.adobe.eventType.rulesEngine"

_SOURCE = "com.adobe.eventSource.requestContent"
_LIFECYCLE = "~state.com.adobe.module.lifecycle/lifecyclecontextdata."


def of_page(page, scroll, since_ms, version):
    """
    What the page gives: `page` as the host reads it, `scroll` as `[x, y]`, `since_ms` is when the
    visit of the page began.
    """
    made = {
        "browser.name": browsers.family(page["userAgent"] or ""),
        "page.title": page["title"],
        "pageLoadTimestamp": since_ms,
        "pageVisitDuration": page["nowMs"] - since_ms,
        "window.height": page["viewportHeight"], "window.width": page["viewportWidth"],
        "window.scrollX": scroll[0], "window.scrollY": scroll[1],
        "~sdkver": version,
        "~source": _SOURCE,
    }
    made.update(_of_time(page["nowMs"], page["timezoneOffset"] or 0))
    made.update(_of_url("page.", page["url"]))
    made.update(_of_url("referringPage.", page["referrer"] or ""))
    return made


def flat(value):
    """`{"a": {"b": [1]}}` as `{"a.b.0": 1}`; raises ValueError for what contains itself."""
    found = {}
    work = [("", value, 1)]
    while work:
        path, item, level = work.pop()
        if not isinstance(item, (dict, list)):
            found[path] = item
            continue
        if level > merge.MAX_DEPTH:
            raise ValueError("the context is nested deeper than " + str(merge.MAX_DEPTH)
                             + " levels, or contains itself")
        start = path + "." if path else ""
        for key in item if isinstance(item, dict) else range(len(item)):
            work.append((start + str(key), item[key], level + 1))
    return found


def _of_time(now_ms, offset):
    """`offset` is minutes behind UTC."""
    days, day_ms = divmod(int(now_ms - offset * 60000), 86400000)
    year, month, day = calendar.civil(days)
    minutes = day_ms // 60000
    return {
        "currentTimestamp": now_ms, "currentDate": day, "currentMonth": month - 1,
        "currentYear": year, "currentMinute": int(minutes) % 60,
        "~timestampu": now_ms / 1000, "~timestampz": dates.utc_text(now_ms),
        # 1970 began on a Thursday; Sunday is 1.
        _LIFECYCLE + "dayofweek": int(days + 4) % 7 + 1,
        _LIFECYCLE + "hourofday": minutes // 60,
    }


def _of_url(prefix, url):
    parts = urls.split(url)
    labels = parts["hostname"].split(".")
    count = len(labels)
    is_bare = parts["host"] and "/" not in url.partition("//")[2].partition("?")[0]
    made = {
        "url": url or None, "path": "" if is_bare else parts["path"], "query": parts["query"],
        "fragment": parts["fragment"], "domain": parts["hostname"], "subdomain": "",
        "topLevelDomain": "",
    }
    if count in (3, 4) and labels[0] != "www":
        made["subdomain"] = labels[0]
    if count in (2, 3):
        made["topLevelDomain"] = labels[-1]
    elif count == 4:
        made["topLevelDomain"] = labels[2] + "." + labels[3]
    return {prefix + key: made[key] for key in made}
