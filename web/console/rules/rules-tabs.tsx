import { Tabs } from "../layout/tabs.tsx";
import { useMay } from "../session/use-session.ts";

const AT = "/console/rules";

export function RulesTabs() {
  const mayWrite = useMay()("rules.write");
  return (
    <Tabs
      label="About the rules"
      tabs={[
        { title: "In force", href: AT },
        ...(mayWrite ? [{ title: "Edit", href: `${AT}/edit` }] : []),
        { title: "What if", href: `${AT}/what-if` },
        ...(mayWrite ? [{ title: "Replay", href: `${AT}/replay` }] : []),
        { title: "History", href: `${AT}/history` },
      ]}
    />
  );
}
