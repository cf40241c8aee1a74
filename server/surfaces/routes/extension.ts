import { EXTENSION_ADDRESSES, FOR_MOZILLA } from "@nearside/shared/api/extension.ts";
import type { WithRollOut } from "../../administration/roll-out/roll-out.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { get, type Route } from "../../platform/http/route.ts";
import { oauthTexts } from "../../texts/oauth.ts";

// Browsers ask for this by themselves once a policy names it: update manifests and packages. All is public, since a browser has
// nothing to show. A package is good by its signature, and the manifest that names its hash comes over TLS.

/** Browsers ask for updates every few hours. An old manifest does no harm for five minutes. */
const MANIFEST_CACHED = "public, max-age=300";
/** The name has id and version, but a build in a checkout may change without its version. */
const PACKAGE_CACHED = "public, max-age=300";
const IDS_CACHED = "public, max-age=60";

const NOT_BUILT = oauthTexts.extension.notBuilt;
const OLDER = oauthTexts.extension.older;

export const extensionRoutes = ({ rollOut }: WithRollOut): readonly Route[] => [
  get(EXTENSION_ADDRESSES.chromiumUpdates, "requests", async (c) => {
    const text = await rollOut.chromiumUpdates();
    if (text === undefined) throw new HttpError("temporarily_unavailable", NOT_BUILT);
    return send(c, "text/xml; charset=utf-8", MANIFEST_CACHED, text);
  }),
  get(EXTENSION_ADDRESSES.firefoxUpdates, "requests", (c) =>
    send(c, "application/json", MANIFEST_CACHED, JSON.stringify(rollOut.firefoxUpdates())),
  ),
  get(EXTENSION_ADDRESSES.ids, "requests", async (c) => send(c, "application/jwt", IDS_CACHED, await rollOut.ids())),
  get(`${EXTENSION_ADDRESSES.files}:id`, "requests", async (c) => {
    const name = idOf(c);
    const own = name === FOR_MOZILLA ? rollOut.package : undefined;
    if (own !== undefined) return send(c, "application/zip", PACKAGE_CACHED, own.forMozilla());
    const xpi = rollOut.xpi(name);
    if (xpi !== undefined) return send(c, "application/x-xpinstall", PACKAGE_CACHED, xpi.bytes);
    const crx = await rollOut.crx(name);
    switch (crx) {
      case "unknown":
        throw new HttpError("not_found", oauthTexts.extension.noPackage);
      case "not_built":
        throw new HttpError("temporarily_unavailable", NOT_BUILT);
      case "older_than_signed":
        throw new HttpError("temporarily_unavailable", OLDER);
      default:
        return send(c, "application/x-chrome-extension", PACKAGE_CACHED, crx.bytes);
    }
  }),
];

function send(c: Call, type: string, cacheControl: string, body: string | Uint8Array<ArrayBuffer>): Response {
  c.header("Content-Type", type);
  c.header("Cache-Control", cacheControl);
  return c.body(body);
}
