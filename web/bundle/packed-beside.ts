import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** A file that packing makes hardly smaller is sent as it is. */
const WORTH_IT = 0.9;

/** Puts beside each file what it is when packed, so that the server packs nothing: not when it starts, and not for each browser. */
export function packedBeside(): Plugin {
  return {
    name: "nearside-packed-beside",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          const plain = Buffer.from(file.type === "chunk" ? file.code : file.source);
          const source = gzipSync(plain, { level: 9 });
          if (source.length < plain.length * WORTH_IT)
            this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source });
        }
      },
    },
  };
}
