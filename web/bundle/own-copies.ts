import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** What is shaken as one for all pages: whatever one page uses of it, the approval page would load too. */
const SHAKEN_AS_ONE = /\/node_modules\/(valibot|jose)\/|\/shared\/(?!refused\.ts)/;
const CONSOLE = /\/web\/console\/|\?console$/;
const PACKAGES_OF_THE_CONSOLE = /\/node_modules\/(wouter|@tanstack\/react-query)\//;
/** wouter asks an old React for what ours has. */
const REACT = /^react$|^use-sync-external-store\/shim/;
const REACT_BY_NAME = fileURLToPath(new URL("react-by-name.ts", import.meta.url));

const VITES_HELPER = "\0vite/preload-helper.js";
const OUR_HELPER = fileURLToPath(new URL("load-styles.ts", import.meta.url));

/**
 * Gives the console its own copies of schemas and statements, and of the libraries below them, so that nothing that the
 * console alone uses of them is loaded by the approval page. A refusal stays one class: it is thrown across.
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
