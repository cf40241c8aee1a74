import { importsOf } from "../imports-of.ts";
import { isCode } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const SEPARATED = [
  { from: /^extension\/(?:content|popup|options)\//, to: /^extension\/background\// },
  { from: /^web\/ui\//, to: /^web\/data\// },
];

export const contextsSpeakByMessage: Rule = {
  says: "the extension's content script, popup and options never import background/, and web/ui imports no data",
  because:
    "each context has its own rights and speaks by checked messages; a view that fetches can't be shown in every state",
  broken: (file) => {
    const { path } = file;
    const separated = SEPARATED.filter(({ from }) => from.test(path) && isCode(path));
    if (separated.length === 0) return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "file" && separated.some(({ to }) => to.test(target.path))
        ? [`${line}: imports ${target.path}`]
        : [],
    );
  },
  planted: [
    source("extension/popup/popup.ts", `import { keys } from "../background/keys.ts";`),
    source("extension/content/main.ts", `import type { Keys } from "../background/keys.ts";`),
    source("extension/options/main.ts", `const { keys } = await import("../background/keys.ts");`),
    source("web/ui/button.tsx", `import { useLogin } from "../data/login.ts";`),
  ],
  kept: [
    source("extension/popup/popup.ts", `import { ask } from "../messages.ts";`),
    source("extension/background/main.ts", `import { keys } from "./keys.ts";`),
    source("web/approve/page.tsx", `import { useLogin } from "../data/login.ts"; import "../ui/button.tsx";`),
  ],
};
