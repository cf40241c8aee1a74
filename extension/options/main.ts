import { browser } from "../browser.ts";
import { issuerPattern, neededPatterns } from "../issuer/match-patterns.ts";
import { openBoundSetStore } from "../keys/bound-set-store.ts";
import { askBackground } from "../messages.ts";
import { enrolmentsShown } from "../ui/enrolments.ts";
import { optionsView } from "./view.ts";

const boundSets = openBoundSetStore(indexedDB);
const mayReach = (origins: string[]) => browser.permissions.contains({ origins });
const about = { version: browser.runtime.getManifest().version, id: browser.runtime.id };
const noteChange = () => askBackground((message) => browser.runtime.sendMessage(message), { kind: "issuers_changed" });

async function render(): Promise<void> {
  const enrolments = await enrolmentsShown(await boundSets.all(), mayReach);
  document.querySelector("main")?.replaceChildren(
    ...optionsView(enrolments, about, {
      // nothing may come between the click and the asking
      allow: (issuer) =>
        void browser.permissions
          .request({ origins: neededPatterns(issuer) })
          .then(noteChange)
          .then(render),
      remove: (thumbprint) => void remove(thumbprint).then(render),
    }),
  );
}

async function remove(thumbprint: string): Promise<void> {
  const sets = await boundSets.all();
  const removed = sets.find((set) => set.thumbprint === thumbprint);
  await boundSets.remove(thumbprint);
  await noteChange();
  // what no other enrolment needs is given back
  const left = sets.filter((set) => set.thumbprint !== thumbprint).map(({ issuer }) => issuerPattern(issuer));
  if (removed === undefined || left.includes(issuerPattern(removed.issuer))) return;
  const origins = left.length === 0 ? neededPatterns(removed.issuer) : [issuerPattern(removed.issuer)];
  await browser.permissions.remove({ origins });
}

browser.permissions.onAdded.addListener(() => void render());
browser.permissions.onRemoved.addListener(() => void render());
void render();
