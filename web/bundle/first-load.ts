import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Bytes of gzipped script that the approval page may load before it can meet the command line. */
const FIRST_LOAD_BUDGET = 90_000;

/** Fails the build when the approval page's first load has grown beyond its budget. */
export function firstLoadBudget(): Plugin {
  return {
    name: "nearside-first-load",
    apply: "build",
    generateBundle(_options, bundle) {
      const entry = Object.values(bundle).find((file) => file.type === "chunk" && file.isEntry);
      if (entry?.type !== "chunk") this.error("the build has no entry");
      // The entry holds the approval page itself. Everything that the entry imports statically is loaded with it.
      const wanted = new Set([entry.fileName]);
      for (const name of wanted) {
        const file = bundle[name];
        if (file?.type === "chunk") for (const imported of file.imports) wanted.add(imported);
      }
      const bytes = [...wanted].reduce((sum, name) => {
        const file = bundle[name];
        return file?.type === "chunk" ? sum + gzipSync(file.code).length : sum;
      }, 0);
      const says = `the approval page first loads ${bytes} bytes of gzipped script; its budget is ${FIRST_LOAD_BUDGET}`;
      if (bytes > FIRST_LOAD_BUDGET) this.error(says);
      this.info(says);
    },
  };
}
