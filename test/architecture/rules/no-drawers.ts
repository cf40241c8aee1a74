import { type Rule, source } from "./rule.ts";

const DRAWERS = new Set(["utils", "util", "helpers", "helper", "common", "lib", "misc"]);
const BARREL_OR_TYPES = /^(?:index|types)\.(?:d\.ts|[mc]?[tj]sx?)$/;

export const noDrawers: Rule = {
  says: "nothing is called utils, helpers, common, lib or misc; no barrel index.ts, no types.ts",
  because:
    "a reader finds a step or a refusal by file name alone; a drawer's name says nothing, and a barrel hides who needs whom",
  broken: ({ path }) => {
    const names = path.split("/");
    const drawers = names.filter((name) => DRAWERS.has(name.replace(/\..*$/, "").toLowerCase()));
    const file = names.at(-1) ?? "";
    return [...drawers, ...(BARREL_OR_TYPES.test(file) ? [file] : [])].map((name) => `is called ${name}`);
  },
  planted: [
    source("server/utils/a.ts"),
    source("web/helpers.ts"),
    source("cli/lib/keys.ts"),
    source("shared/common.test.ts"),
    source("extension/misc/a.css"),
    source("shared/index.ts"),
    source("web/ui/index.tsx"),
    source("server/protocol/login/types.ts"),
    source("web/types.d.ts"),
  ],
  kept: [
    source("web/index.html"),
    source("server/register/logins/login.ts"),
    source("cli/library-of-keys.ts"),
    source("web/vite-env.d.ts"),
  ],
};
