/**
 * Only pages of this very origin, and programs of this machine, may trigger a worker's events.
 *
 * A page of another origin is told by `Origin` (Fetch standard, section 3.2), or where a GET has none by
 * `Sec-Fetch-Site` (W3C Fetch Metadata); a page that DNS rebinding lent our address is told by its host.
 */

const LOCAL_NAME = /(^|\.)localhost$/;
const ADDRESS = /^(\d+(\.\d+){3}|\[.*\])$/; // no name, so nothing that DNS could rebind
const OWN_SITES = ["same-origin", "none"];

/**
 * @param {Request} request
 * @returns {string | null} why it is refused
 */
export function refusal(request) {
  const url = new URL(request.url);
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (!LOCAL_NAME.test(url.hostname) && !ADDRESS.test(url.hostname)) return `Triggers are not served to the host name “${url.hostname}”.`;
  if (origin !== null && origin !== url.origin) return `Triggers are closed to pages of ${origin}.`;
  if (site !== null && !OWN_SITES.includes(site)) return "Triggers are closed to pages of other origins.";
  return null;
}
