import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** The bundler shakes these modules once for all pages: the approval page would load whatever any page uses of them. */
const SHAKEN_AS_ONE = /\/node_modules\/(valibot|jose)\/|\/shared\/(?!refused\.ts)/;
const CONSOLE = /\/web\/(texts\/)?console\/|\?console$/;
const PACKAGES_OF_THE_CONSOLE = /\/node_modules\/(wouter|@tanstack\/react-query)\//;
/** wouter carries a fallback for an old React, which ours does not need. */
const REACT = /^react$|^use-sync-external-store\/shim/;
const REACT_BY_NAME = fileURLToPath(new URL("react-by-name.ts", import.meta.url));

const VITES_HELPER = "\0vite/preload-helper.js";
const OUR_HELPER = fileURLToPath(new URL("load-styles.ts", import.meta.url));

/**
 * Gives the console its own copies of schemas and statements, and of the libraries below them, so that the approval
 * page loads nothing that only the console uses. A refusal stays one class, because it is thrown from one side to the
 * other.
 */
export function ownCopies(): Plugin {
  return {
    name: "nearside-own-copies",
    apply: "build",
    enforce: "pre",
    async resolveId(specifier, importer, options) {
      if (importer === undefined) return null;
      if (specifier === VITES_HELPER) return OUR_HELPER;
      if (PACKAGES_OF_THE_CONSOLE.test(importer) && REACT.test(specifier)) return REACT_BY_NAME;
      if (!CONSOLE.test(importer)) return null;
      const resolved = await this.resolve(specifier, importer.replace(/\?console$/, ""), {
        ...options,
        skipSelf: true,
      });
      if (resolved === null || resolved.external !== false || !SHAKEN_AS_ONE.test(resolved.id)) return resolved;
      return { ...resolved, id: `${resolved.id}?console` };
    },
  };
}
