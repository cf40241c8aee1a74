import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EXTENSION_ADDRESSES } from "@nearside/shared/api/extension.ts";
import { FIREFOX_EXTENSION_ID } from "@nearside/shared/api/native.ts";
import { unzipSync, zipSync } from "fflate";
import * as v from "valibot";
import type { ExtensionKey } from "../../platform/keys/extension-keys.ts";
import { VERSION } from "./compare-versions.ts";
import { crxOf } from "./crx.ts";

const MANIFEST = "manifest.json";
/** ZIP stores local times; this is the earliest that it can express, so that the same parts are always the same bytes. */
const ZIP_TIME = new Date(1980, 0, 1);

const manifestSchema = v.looseObject({
  version: v.pipe(v.string(), v.regex(VERSION)),
  minimum_chrome_version: v.pipe(v.string(), v.regex(VERSION)),
  permissions: v.array(v.string()),
  optional_permissions: v.array(v.string()),
  optional_host_permissions: v.array(v.string()),
  browser_specific_settings: v.looseObject({
    gecko: v.looseObject({ id: v.literal(FIREFOX_EXTENSION_ID), strict_min_version: v.string() }),
  }),
});
/** A pattern without a port is for every port: a command line listens at a new one each time. */
const LOOPBACK = ["http://127.0.0.1/*", "http://[::1]/*"];
type Manifest = v.InferOutput<typeof manifestSchema>;

/** A package that Chromium takes. */
export interface Crx {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The sum as hexadecimal text. */
  readonly sha256: string;
}

/** The file as a build left it, and the hash that its list has. */
export interface BuiltExtension {
  readonly file: string;
  /** The sum as hexadecimal text. */
  readonly sha256: string;
}

/** The extension that this server hands out, unsigned as it was built. */
export class ExtensionPackage {
  readonly version: string;
  readonly minimumChrome: string;
  readonly minimumFirefox: string;
  readonly #files: Readonly<Record<string, Uint8Array>>;
  readonly #manifest: Manifest;
  readonly #issuer: string;
  /** Keyed by the id of their key. There are as many as keys. */
  readonly #crxs = new Map<string, Crx>();
  #mozillas: Uint8Array<ArrayBuffer> | undefined;

  /** @throws Error where the file is not the one that was built, or no package of the extension */
  constructor({ file, sha256 }: BuiltExtension, issuer: string) {
    const bytes = new Uint8Array(readFileSync(file));
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) throw new Error("its bytes are others");
    this.#files = unzipSync(bytes);
    this.#manifest = v.parse(manifestSchema, JSON.parse(new TextDecoder().decode(this.#files[MANIFEST])));
    this.#issuer = issuer;
    this.version = this.#manifest.version;
    this.minimumChrome = this.#manifest.minimum_chrome_version;
    this.minimumFirefox = this.#manifest.browser_specific_settings.gecko.strict_min_version;
  }

  /** Signed by that key, from which its id follows, and with the address at which this server has its updates. */
  crxFor(key: ExtensionKey): Crx {
    const made = this.#crxs.get(key.id);
    if (made !== undefined) return made;
    const update_url = this.#issuer + EXTENSION_ADDRESSES.chromiumUpdates;
    const zip = this.#zipWith({ ...this.#manifest, ...this.#granted(), key: key.publicKey, update_url });
    const bytes = new Uint8Array(crxOf(zip, key));
    const crx = { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
    this.#crxs.set(key.id, crx);
    return crx;
  }

  /**
   * People have from the start what they would be asked for one by one: an organisation that puts the extension into a browser has
   * decided that it reaches this server, this machine's loopback, and the keeper. Everything else stays to be asked for.
   */
  #granted(): object {
    const { permissions, optional_permissions, optional_host_permissions } = this.#manifest;
    const { protocol, hostname } = new URL(this.#issuer);
    const host_permissions = [`${protocol}//${hostname}/*`, ...LOOPBACK];
    return {
      host_permissions,
      permissions: [...permissions, ...optional_permissions],
      optional_permissions: [],
      optional_host_permissions: optional_host_permissions.filter((pattern) => !host_permissions.includes(pattern)),
    };
  }

  /** Gives the package as Mozilla is to sign it: with the address at which this server has its updates. It is made once, since anybody may ask for it. */
  forMozilla(): Uint8Array<ArrayBuffer> {
    this.#mozillas ??= this.#makeForMozilla();
    return this.#mozillas;
  }

  #makeForMozilla(): Uint8Array<ArrayBuffer> {
    const { gecko, ...others } = this.#manifest.browser_specific_settings;
    const update_url = this.#issuer + EXTENSION_ADDRESSES.firefoxUpdates;
    return this.#zipWith({
      ...this.#manifest,
      browser_specific_settings: { ...others, gecko: { ...gecko, update_url } },
    });
  }

  #zipWith(manifest: unknown): Uint8Array<ArrayBuffer> {
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    return new Uint8Array(
      zipSync({ ...this.#files, [MANIFEST]: new TextEncoder().encode(text) }, { level: 9, mtime: ZIP_TIME }),
    );
  }
}
