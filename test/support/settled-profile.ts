// The profile of a browser that has had the extension for a while. One that is new to it says only after some seconds that no
// organisation has set anything (extension/policy/policy-reader.ts), and until then no machine is enrolled. A world's first two
// machines wait for that, and so do those of test/e2e/managed-browser.test.ts; everybody else who enrols has had the extension since yesterday.
import { join } from "node:path";
import { browserUnderTest } from "./browser-under-test.ts";
import { openExtensionPage } from "./extension-pages.ts";
import { launchMachineBrowser } from "./machine.ts";
import { madeOnce } from "./made-once.ts";

const SETTLED_MS = 30_000;
const NAME = "browser";

/** @returns a folder, enrolled nowhere; for `MachinePlace.profile` */
export async function settledProfile(): Promise<string> {
  const made = await madeOnce("settled", async (folder) => {
    const issuer = "https://login.nearside.test";
    const browser = await launchMachineBrowser({ folder, executablePath: browserUnderTest(), issuer }, NAME);
    try {
      const popup = await openExtensionPage(browser, "popup.html");
      await popup.locator("main > *").first().waitFor({ timeout: SETTLED_MS });
      await popup.getByText("Reading your organisation's settings").waitFor({ state: "detached", timeout: SETTLED_MS });
    } finally {
      await browser.close();
    }
  });
  return join(made, NAME, "profile");
}
