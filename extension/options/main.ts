import { browser } from "../browser.ts";
import { issuerPattern, neededPatterns } from "../issuer/match-patterns.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { askBackground } from "../messages.ts";
import { openPolicy } from "../policy/open-policy.ts";
import { mayRemove } from "../policy/policy-rule.ts";
import { enrolmentsShown } from "../ui/enrolments.ts";
import { type NativeState, optionsView } from "./view.ts";

const boundSets = openBoundSetStore(indexedDB);
const policy = openPolicy({
  now: () => Date.now(),
  pause: (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds)),
});
const mayReach = (origins: string[]) => browser.permissions.contains({ origins });
/** The package that an organisation's server signs has some permissions from the start, which no browser withdraws. */
const own = browser.runtime.getManifest();
const about = { version: own.version, id: browser.runtime.id };
const native = (): { permissions: ["nativeMessaging"] } => ({ permissions: ["nativeMessaging"] });
const noteChange = () => askBackground((message) => browser.runtime.sendMessage(message), { kind: "issuers_changed" });

async function nativeState(): Promise<NativeState> {
  if (own.permissions?.includes("nativeMessaging") === true) return "set";
  return (await browser.permissions.contains(native())) ? "allowed" : "not_allowed";
}

async function render(): Promise<void> {
  const [current, nativeNow] = await Promise.all([policy.current(), nativeState()]);
  const enrolments = await enrolmentsShown(await boundSets.all(), mayReach, current);
  document.querySelector("main")?.replaceChildren(
    ...optionsView(enrolments, current, about, nativeNow, {
      // no await before this: browsers ask for permissions only within the click
      allow: (issuer) =>
        void browser.permissions
          .request({ origins: neededPatterns(issuer) })
          .then(noteChange)
          .then(render),
      allowNative: () => void browser.permissions.request(native()).then(render),
      refuseNative: () => void browser.permissions.remove(native()).then(render),
      remove: (thumbprint) => void remove(thumbprint).then(render),
    }),
  );
}

async function remove(thumbprint: string): Promise<void> {
  const sets = await boundSets.all();
  const removed = sets.find((set) => set.thumbprint === thumbprint);
  // the settings may have changed since the button was drawn
  if (removed === undefined || !mayRemove(await policy.settled(), removed.issuer)) return;
  await boundSets.remove(thumbprint);
  await noteChange();
  // gives back permissions that no other enrolment needs
  const left = sets.filter((set) => set.thumbprint !== thumbprint).map(({ issuer }) => issuerPattern(issuer));
  if (left.includes(issuerPattern(removed.issuer))) return;
  const origins = left.length === 0 ? neededPatterns(removed.issuer) : [issuerPattern(removed.issuer)];
  await browser.permissions.remove({
    origins: origins.filter((origin) => own.host_permissions?.includes(origin) !== true),
  });
}

policy.onChange(() => void render());
browser.permissions.onAdded.addListener(() => void render());
browser.permissions.onRemoved.addListener(() => void render());
void render();
// a browser that is new to the extension takes a moment until it has the settings
void policy.settled().then(render);
