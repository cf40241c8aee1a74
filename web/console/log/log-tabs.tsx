import { logTexts as texts } from "../../texts/console/log.tsx";
import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: texts.tabs.logins, href: "/console/log" },
  { title: texts.tabs.events, href: "/console/log/events" },
] as const;

export const LogTabs = () => <Tabs label={texts.title} tabs={TABS} />;
