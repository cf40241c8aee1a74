import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const REASONS = {
  ended: {
    tab: "Command line gone",
    title: "The command line has gone",
    lead: "It ended this login before anything was approved: somebody pressed Ctrl-C, or closed its terminal. Nothing was approved, and this page can't be used any more. To log in after all, start again in your terminal.",
    badge: "cross",
    link: "open",
  },
  tested: {
    tab: "This was a test",
    title: "This was a test of your browser",
    lead: "The command nearside doctor opened this page to see whether this browser meets your command line. There was nothing to approve, and nothing was approved. The terminal says what came of it. You can close this page.",
    badge: "check",
    link: "joined",
  },
} as const;

/** Says that the login's own command line ended it. */
export function WithdrawnView({ reason }: { reason: WithdrawalReason }) {
  const { tab, title, lead, badge, link } = REASONS[reason];
  return (
    <Sheet
      tab={tab}
      title={title}
      picture={<Scene ground="shared" link={link} tone="wait" badge={badge} faint="terminal" />}
      lead={lead}
    />
  );
}
