import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const ENDINGS = {
  approved: {
    title: "This login has been approved",
    lead: "It was decided before this page was opened. Go back to your terminal; you can close this page.",
    tone: "near",
    badge: "check",
    link: "joined",
  },
  denied: {
    title: "This login was denied",
    lead: "It was decided before this page was opened. Nothing was approved. To log in after all, start again in your terminal.",
    tone: "wait",
    badge: "cross",
    link: "open",
  },
  refused: {
    title: "This login was ended by your organisation",
    lead: "A rule, or a key that was revoked since, ended it. Nothing was approved. Ask your administrator.",
    tone: "alert",
    badge: "cross",
    link: "open",
  },
  too_late: {
    title: "It was approved before you denied it",
    lead: "It rested on your earlier approval, and went on by itself. Open your account, choose this login and say that it wasn't you: that ends all that came of it.",
    tone: "alert",
    badge: "alert",
    link: "joined",
  },
  unknown: {
    title: "This login has already been decided",
    lead: "Perhaps in another window. Look at your terminal: if it still waits, start the login again there.",
    tone: "wait",
    badge: "check",
    link: "open",
  },
} as const;

export function SettledView({ how }: { how: keyof typeof ENDINGS }) {
  const { title, lead, tone, badge, link } = ENDINGS[how];
  return (
    <Sheet
      tab="Already decided"
      title={title}
      picture={<Scene ground="shared" link={link} tone={tone} badge={badge} />}
      lead={lead}
    >
      {how === "too_late" ? (
        <p className="small-print">
          <a href="/account/logins">Your logins</a>
        </p>
      ) : null}
    </Sheet>
  );
}

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

export function UnknownLoginView() {
  return (
    <Sheet
      tab="No such login"
      title="There is no such login"
      picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="terminal" />}
      lead="The link may be cut off, or the login ended long ago. Nothing was approved. Open the whole link from your terminal, or start again there."
    />
  );
}

export function DeniedView({ alert }: { alert: boolean }) {
  return (
    <Sheet
      tab="Denied"
      title={alert ? "Denied, and reported" : "Denied"}
      picture={<Scene ground="shared" link="open" tone={alert ? "alert" : "wait"} badge="cross" />}
      lead="Nothing was approved, and the command line has been told."
    >
      {alert ? (
        <section className="notice notice-alert">
          <h2>You did not start it, so something on this computer did</h2>
          <p>
            Your security team has been alerted, and no approval that you gave on this computer before is good for
            another login. Look at what runs in your terminals, and do not approve a login that you do not know.
          </p>
        </section>
      ) : (
        <p className="small-print">You can close this page. To log in after all, start again in your terminal.</p>
      )}
    </Sheet>
  );
}
