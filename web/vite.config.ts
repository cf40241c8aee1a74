import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { firstLoadBudget } from "./bundle/first-load.ts";
import { ownCopies } from "./bundle/own-copies.ts";
import { packedBeside } from "./bundle/packed-beside.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The server's policy allows scripts, styles and images of its own origin only, so nothing is inlined. `--mode gallery`
// serves or builds the gallery in place of the pages, the same way.
export default defineConfig(({ mode }) => ({
  root: here(mode === "gallery" ? "gallery" : "."),
  publicDir: here("public"),
  plugins: [react(), ownCopies(), packedBeside(), mode === "gallery" ? [] : firstLoadBudget()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // The package does not declare this itself. With it the approval page leaves out how a passkey is made.
      treeshake: { moduleSideEffects: [{ test: /@simplewebauthn\/browser/, sideEffects: false }] },
      // Everything that the approval page needs comes in one file, however much other pages need too.
      output: { codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] } },
    },
  },
}));
