import { Tabs } from "../layout/tabs.tsx";

const TABS = [
  { title: "Waiting", href: "/console/enrolment" },
  { title: "All enrolments", href: "/console/enrolment/all" },
  { title: "Tickets", href: "/console/enrolment/tickets" },
] as const;

export const EnrolmentTabs = () => <Tabs label="Enrolment" tabs={TABS} />;
