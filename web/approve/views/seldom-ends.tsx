import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
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

export function ExpiredView() {
  return (
    <Sheet
      tab="Expired"
      title="This login has expired"
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={`A login can be approved for ${spanInWords(REQUEST_SECONDS)}. Nothing was approved.`}
    >
      <p className="small-print">Start it again in your terminal. You can close this page.</p>
    </Sheet>
  );
}

export function StartedElsewhereView() {
  return (
    <Sheet
      tab="Started on another computer"
      title="This login was started on another computer"
      picture={<Scene ground="apart" link="open" tone="alert" badge="cross" />}
      lead={
        <p>
          So it <strong>cannot be approved here</strong>, and nothing was approved.
        </p>
      }
    >
      <div className="prose">
        <section className="notice notice-alert">
          <h2>Did somebody send you this link?</h2>
          <p>
            Then somebody may be trying to sign in with your name. They got nothing. Close this page; if they insist,
            tell your security team.
          </p>
        </section>
        <section>
          <h2>Did you start it yourself, on another computer?</h2>
          <p>
            Open the link in the browser of that computer. If you work on it from afar, by SSH for instance, log in on
            the computer where your browser runs.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
