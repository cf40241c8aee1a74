import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: "In use", href: "/console/authenticators" },
  { title: "Policy", href: "/console/authenticators/policy" },
  { title: "History", href: "/console/authenticators/history" },
  { title: "Metadata", href: "/console/authenticators/metadata" },
];

export function AuthenticatorTabs() {
  return <Tabs label="About authenticators" tabs={TABS} />;
}
