import { ruleTexts } from "../../texts/console/rules.tsx";
import { Tabs } from "../layout/tabs.tsx";
import { useMay } from "../session/use-session.ts";

const texts = ruleTexts.tabs;

const AT = "/console/rules";

export function RulesTabs() {
  const mayWrite = useMay()("rules.write");
  return (
    <Tabs
      label={texts.label}
      tabs={[
        { title: texts.active, href: AT },
        ...(mayWrite ? [{ title: texts.edit, href: `${AT}/edit` }] : []),
        { title: texts.whatIf, href: `${AT}/what-if` },
        ...(mayWrite ? [{ title: texts.replay, href: `${AT}/replay` }] : []),
        { title: texts.history, href: `${AT}/history` },
      ]}
    />
  );
}
