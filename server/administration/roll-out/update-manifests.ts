import { crxName, EXTENSION_ADDRESSES, xpiName } from "@nearside/shared/api/extension.ts";
import { FIREFOX_EXTENSION_ID } from "@nearside/shared/api/native.ts";

/** One extension of the update manifest for Chromium: that of one key. */
export interface ChromiumUpdate {
  readonly id: string;
  /** Undefined where there is nothing newer than what machines may have. */
  readonly offered:
    | { readonly version: string; readonly minimumChrome: string; readonly sha256: string; readonly size: number }
    | undefined;
}

/** The update manifest of Chromium and its kin (Chrome for Developers, "Self-host for Linux"; Omaha protocol 2). */
export function chromiumUpdates(issuer: string, updates: readonly ChromiumUpdate[]): string {
  const apps = updates.map(({ id, offered }) => {
    const check =
      offered === undefined
        ? { status: "noupdate" }
        : {
            codebase: issuer + EXTENSION_ADDRESSES.files + crxName(id, offered.version),
            version: offered.version,
            prodversionmin: offered.minimumChrome,
            hash_sha256: offered.sha256,
            size: String(offered.size),
          };
    return `  <app appid="${xml(id)}">\n    <updatecheck ${attributes(check)}/>\n  </app>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
${apps.join("")}</gupdate>
`;
}

const attributes = (named: Readonly<Record<string, string>>): string =>
  Object.entries(named)
    .map(([name, value]) => `${name}="${xml(value)}"`)
    .join(" ");

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text within an XML document, or an attribute of one. */
export const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/** The update manifest of Firefox (Extension Workshop, "Updating your extension"). @param offered undefined: no update */
export function firefoxUpdates(
  issuer: string,
  offered: { readonly version: string; readonly sha256: string; readonly minimumFirefox: string } | undefined,
): object {
  const updates =
    offered === undefined
      ? []
      : [
          {
            version: offered.version,
            update_link: issuer + EXTENSION_ADDRESSES.files + xpiName(offered.version),
            update_hash: `sha256:${offered.sha256}`,
            applications: { gecko: { strict_min_version: offered.minimumFirefox } },
          },
        ];
  return { addons: { [FIREFOX_EXTENSION_ID]: { updates } } };
}
