"""The script that a page includes: one tag, no cookies, single-page sites understood.

::

    <script defer src="https://analytics.example/script.js"></script>
    <script>hearth("lead_form_opened", {variant: "b"})</script>
"""

import hashlib

SCRIPT = """\
(function () {
  "use strict";
  var script = document.currentScript, to = new URL("/api/events", script.src).href, last;
  var queued = window.hearth && window.hearth.q || [];
  function id() {
    return window.crypto && crypto.randomUUID ? crypto.randomUUID()
      : Date.now().toString(36) + Math.random().toString(36).slice(2);
  }
  function send(name, props) {
    var body = JSON.stringify({
      id: id(), name: name, url: location.href, referrer: document.referrer,
      at: new Date().toISOString(), props: props || {}
    });
    if (!(navigator.sendBeacon && navigator.sendBeacon(to, body))) {
      fetch(to, {method: "POST", body: body, keepalive: true, mode: "no-cors"})
        .catch(function () {});
    }
  }
  function view() {
    if (location.pathname === last) return;
    last = location.pathname;
    send("pageview");
  }
  ["pushState", "replaceState"].forEach(function (method) {
    var original = history[method];
    history[method] = function () { original.apply(this, arguments); view(); };
  });
  addEventListener("popstate", view);
  window.hearth = send;
  function start() { view(); queued.forEach(function (call) { send.apply(null, call); }); }
  if (document.prerendering) document.addEventListener("prerenderingchange", start, {once: true});
  else start();
})();
"""
ETAG = f'"{hashlib.sha256(SCRIPT.encode()).hexdigest()[:32]}"'
CACHE = "public, max-age=86400, stale-while-revalidate=604800"
