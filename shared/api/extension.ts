// The server has the extension for browsers here (docs/how-to/operate-extension.md). Browsers ask these addresses by themselves, so
// none of them ever changes.

const AT = "/get/extension";

export const EXTENSION_ADDRESSES = {
  /** The update manifest of Chromium and its kin. */
  chromiumUpdates: `${AT}/updates.xml`,
  /** The update manifest of Firefox. */
  firefoxUpdates: `${AT}/firefox-updates.json`,
  /** The ids of this server's extension, signed (statements/extension-ids.ts). */
  ids: `${AT}/ids.jwt`,
  /** Files: packages. */
  files: `${AT}/`,
} as const;

/** The name of the package for Chromium, below {@link EXTENSION_ADDRESSES.files}. */
export const crxName = (id: string, version: string): string => `${id}-${version}.crx`;
/** The name of the package for Firefox, below {@link EXTENSION_ADDRESSES.files}. */
export const xpiName = (version: string): string => `nearside-${version}.xpi`;
/** The package that Mozilla is to sign. */
export const FOR_MOZILLA = "nearside-for-mozilla.zip";
/** The newest package for Firefox, by a name that a policy keeps. */
export const LATEST_XPI = "nearside.xpi";
