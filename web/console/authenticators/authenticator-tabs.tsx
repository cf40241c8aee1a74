import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Tabs } from "../layout/tabs.tsx";

const texts = authenticatorTexts.tabs;

const TABS = [
  { title: texts.inUse, href: "/console/authenticators" },
  { title: texts.policy, href: "/console/authenticators/policy" },
  { title: texts.history, href: "/console/authenticators/history" },
  { title: texts.metadata, href: "/console/authenticators/metadata" },
];

export function AuthenticatorTabs() {
  return <Tabs label={texts.label} tabs={TABS} />;
}
