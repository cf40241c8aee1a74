import { rollOutTexts as texts } from "../../texts/console/roll-out.tsx";

/** The pages of the roll-out. */
export const ROLL_OUT_TABS = [
  { title: texts.tabs.policies, href: "/console/roll-out" },
  { title: texts.tabs.versions, href: "/console/roll-out/versions" },
] as const;
