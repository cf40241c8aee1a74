import { statSync } from "node:fs";
import { crxName, LATEST_XPI, xpiName } from "@nearside/shared/api/extension.ts";
import { extensionIds, MOST_IDS } from "@nearside/shared/statements/extension-ids.ts";
import type { ExtensionKey, WithExtensionKeys } from "../../platform/keys/extension-keys.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { logTexts } from "../../texts/log.ts";
import { compareVersions } from "./compare-versions.ts";
import { type BuiltExtension, type Crx, ExtensionPackage } from "./extension-package.ts";
import { type FirefoxPackage, type FirefoxProblem, readFirefoxPackage } from "./firefox-package.ts";
import { type ChromiumUpdate, chromiumUpdates, firefoxUpdates } from "./update-manifests.ts";
import type { VersionsHere } from "./versions-in-use.ts";

/** A statement about the ids is good for this time, and made again after half that time. Seconds. */
const IDS_SECONDS = 3600;

interface Places {
  /** The version of this server, and of the command line that belongs to it. */
  readonly version: string;
  readonly issuer: string;
  /** The unsigned package as it was built; undefined where none was. */
  readonly extension: BuiltExtension | undefined;
  /** The package that Mozilla signed; undefined where the administrator named none. */
  readonly firefoxFile: string | undefined;
}

/** A key of the package, as administrators see it. */
interface SigningOf {
  readonly id: string;
  readonly isActive: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** True if it has signed a newer version than the one that is here. */
  readonly isKeptBack: boolean;
}

/** A package that is handed out, or why it is not. */
type Handed<T> = T | "unknown" | "not_built" | "older_than_signed";

/** Hands out the extension for browsers. What it reads of the disk is kept; a package of Firefox is read again when its file changes. */
export class RollOut {
  readonly #services: WithClock & WithExtensionKeys & WithKeys & WithLog;
  readonly #places: Places;
  #package: ExtensionPackage | "none" | undefined;
  #firefox: { readonly mark: string; readonly read: FirefoxPackage | FirefoxProblem } | undefined;
  #ids: { readonly about: string; readonly until: number; readonly text: Promise<string> } | undefined;

  constructor(services: WithClock & WithExtensionKeys & WithKeys & WithLog, places: Places) {
    this.#services = services;
    this.#places = places;
  }

  /** The extension of this server; undefined where it was not built, or is not as it was built. */
  get package(): ExtensionPackage | undefined {
    this.#package ??= this.#readPackage();
    return this.#package === "none" ? undefined : this.#package;
  }

  /** Reads it once, whatever it is: anybody may ask for it. A file that was altered is signed for nobody (threat M15). */
  #readPackage(): ExtensionPackage | "none" {
    const { extension, issuer } = this.#places;
    if (extension === undefined) return "none";
    try {
      return new ExtensionPackage(extension, issuer);
    } catch (err) {
      this.#services.log.error({ err, file: extension.file }, logTexts.extension.altered);
      return "none";
    }
  }

  /** The versions that this server hands out. */
  get versions(): VersionsHere {
    return { commandLine: this.#places.version, extension: this.package?.version ?? null };
  }

  /** The keys that sign the package, the active one first. */
  async keys(): Promise<readonly SigningOf[]> {
    const own = this.package;
    const keys = await this.#services.extensionKeys.signing();
    return keys.map(({ id, state, createdAt, highestVersion }) => ({
      id,
      isActive: state === "active",
      createdAt,
      isKeptBack: own !== undefined && highestVersion !== null && compareVersions(own.version, highestVersion) < 0,
    }));
  }

  /** The update manifest for Chromium and its kin, with one extension for each key that signs; undefined where none was built. */
  async chromiumUpdates(): Promise<string | undefined> {
    const own = this.package;
    if (own === undefined) return undefined;
    const keys = await this.#services.extensionKeys.signing();
    const updates: ChromiumUpdate[] = [];
    for (const key of keys) {
      const { version, minimumChrome } = own;
      const crx = await this.#signed(own, key);
      const offered = crx && { version, minimumChrome, sha256: crx.sha256, size: crx.bytes.length };
      updates.push({ id: key.id, offered });
    }
    return chromiumUpdates(this.#places.issuer, updates);
  }

  /** The package for Chromium of that name. @param name any text */
  async crx(name: string): Promise<Handed<Crx>> {
    const own = this.package;
    if (own === undefined) return "not_built";
    const keys = await this.#services.extensionKeys.signing();
    const key = keys.find(({ id }) => name === crxName(id, own.version));
    if (key === undefined) return "unknown";
    return (await this.#signed(own, key)) ?? "older_than_signed";
  }

  /**
   * Signs no version that is older than one that the key has signed before: somebody who puts an older package into the server's place, with
   * a flaw that has been fixed since, brings it to no machine that has none yet, either.
   */
  async #signed(own: ExtensionPackage, key: ExtensionKey): Promise<Crx | undefined> {
    const { highestVersion: highest } = key;
    const compared = highest === null ? 1 : compareVersions(own.version, highest);
    if (compared < 0) {
      this.#services.log.warn(
        { extension: key.id, version: own.version, signed_before: highest },
        logTexts.extension.older,
      );
      return undefined;
    }
    const crx = own.crxFor(key);
    if (compared > 0) await this.#services.extensionKeys.noteVersion(key, own.version);
    return crx;
  }

  /** The package that Mozilla signed, or why it is not handed out. */
  get firefox(): FirefoxPackage | FirefoxProblem | "not_named" | "not_built" {
    const { firefoxFile } = this.#places;
    if (firefoxFile === undefined) return "not_named";
    const own = this.package;
    if (own === undefined) return "not_built";
    const mark = markOf(firefoxFile);
    if (this.#firefox?.mark !== mark) this.#firefox = { mark, read: readFirefoxPackage(firefoxFile, own.version) };
    return this.#firefox.read;
  }

  firefoxUpdates(): object {
    const { firefox } = this;
    const own = this.package;
    const offered = typeof firefox === "string" || own === undefined ? undefined : { ...firefox, ...own };
    return firefoxUpdates(
      this.#places.issuer,
      offered && { version: offered.version, sha256: offered.sha256, minimumFirefox: own?.minimumFirefox ?? "" },
    );
  }

  /** The package for Firefox of that name; undefined where it is not handed out. @param name any text */
  xpi(name: string): FirefoxPackage | undefined {
    const { firefox } = this;
    return typeof firefox !== "string" && [xpiName(firefox.version), LATEST_XPI].includes(name) ? firefox : undefined;
  }

  /** The ids of this server's extension in Chromium, signed (shared/statements/extension-ids.ts). */
  async ids(): Promise<string> {
    const { clock, extensionKeys, keys } = this.#services;
    const chromium = (await extensionKeys.signing()).map(({ id }) => id).slice(0, MOST_IDS);
    const now = Math.floor(clock() / 1000);
    const about = [keys.signer.thumbprint, ...chromium].join();
    if (this.#ids?.about === about && now < this.#ids.until && now > this.#ids.until - IDS_SECONDS / 2)
      return this.#ids.text;
    const claims = { iss: this.#places.issuer, iat: now, exp: now + IDS_SECONDS, chromium };
    const text = extensionIds.sign(keys.signer, claims);
    this.#ids = { about, until: now + IDS_SECONDS / 2, text };
    return text;
  }
}

export interface WithRollOut {
  readonly rollOut: RollOut;
}

/** Changes with the file. */
function markOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return "none";
  }
}
