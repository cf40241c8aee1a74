import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: texts.tabs.waiting, href: "/console/enrolment" },
  { title: texts.tabs.all, href: "/console/enrolment/all" },
  { title: texts.tabs.tickets, href: "/console/enrolment/tickets" },
] as const;

export const EnrolmentTabs = () => <Tabs label={texts.tabs.label} tabs={TABS} />;
