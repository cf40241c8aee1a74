import { importsOf } from "../imports-of.ts";
import { isCode } from "../source.ts";
import { type Rule, source } from "./rule.ts";

const POLYFILL = "webextension-polyfill";

export const onePolyfillImporter: Rule = {
  says: "only extension/browser.ts imports webextension-polyfill",
  because: "browsers differ in one place only, and what the extension may ask of a browser can be read there",
  broken: (file) => {
    const { path } = file;
    if (!isCode(path) || path === "extension/browser.ts") return [];
    return importsOf(file).flatMap(({ target, line }) =>
      target?.kind === "package" && target.name === POLYFILL ? [`${line}: imports ${POLYFILL}`] : [],
    );
  },
  planted: [
    source("extension/background/main.ts", `import browser from "webextension-polyfill";`),
    source("extension/popup/popup.ts", `import type { Tabs } from "webextension-polyfill";`),
  ],
  kept: [
    source("extension/browser.ts", `import browser from "webextension-polyfill"; export default browser;`),
    source("extension/popup/popup.ts", `import browser from "../browser.ts";`),
  ],
};
