import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What the approval page may load before it can meet the command line: gzipped script, in bytes. */
const FIRST_LOAD_BUDGET = 90_000;

/** The build fails when the approval page's first load has grown beyond its budget. */
export function firstLoadBudget(): Plugin {
  return {
    name: "nearside-first-load",
    apply: "build",
    generateBundle(_options, bundle) {
      const entry = Object.values(bundle).find((file) => file.type === "chunk" && file.isEntry);
      if (entry?.type !== "chunk") this.error("the build has no entry");
      // the approval page stands in the entry itself; what the entry imports statically is loaded with it
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
