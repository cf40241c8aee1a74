import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { problemNamed } from "../../problem-named.ts";
import { approveEndTexts } from "../../texts/approve-ends.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveEndTexts;

const ENDING_PICTURES = {
  approved: { tone: "near", badge: "check", link: "joined" },
  denied: { tone: "wait", badge: "cross", link: "open" },
  refused: { tone: "alert", badge: "cross", link: "open" },
  too_late: { tone: "alert", badge: "alert", link: "joined" },
  unknown: { tone: "wait", badge: "check", link: "open" },
} as const;

interface SettledViewProps {
  readonly how: keyof typeof ENDING_PICTURES;
  /** The code of the cause, where the server ended it. */
  readonly reason?: string | undefined;
}

export function SettledView({ how, reason }: SettledViewProps) {
  const { tab, logins, [how]: ending } = texts.settled;
  return (
    <Sheet
      tab={tab}
      title={ending.title}
      picture={<Scene ground="shared" {...ENDING_PICTURES[how]} />}
      lead={reason === undefined ? ending.lead : problemNamed(reason).sentence}
    >
      {how === "too_late" ? <p className="small-print">{logins({ href: "/account/logins" })}</p> : null}
    </Sheet>
  );
}

const WITHDRAWN_PICTURES = {
  ended: { badge: "cross", link: "open" },
  tested: { badge: "check", link: "joined" },
} as const;

/** Says that the login's own command line ended it. */
export function WithdrawnView({ reason }: { reason: WithdrawalReason }) {
  const picture = <Scene ground="shared" tone="wait" faint="terminal" {...WITHDRAWN_PICTURES[reason]} />;
  return <Sheet {...texts.withdrawn[reason]} picture={picture} />;
}

export function UnknownLoginView() {
  const picture = <Scene ground="apart" link="open" tone="wait" badge="question" faint="terminal" />;
  return <Sheet {...texts.unknownLogin} picture={picture} />;
}

export function DeniedView({ alert }: { alert: boolean }) {
  const { tab, title, titleReported, lead, close, alert: reported } = texts.denied;
  return (
    <Sheet
      tab={tab}
      title={alert ? titleReported : title}
      picture={<Scene ground="shared" link="open" tone={alert ? "alert" : "wait"} badge="cross" />}
      lead={lead}
    >
      {alert ? (
        <section className="notice notice-alert">
          <h2>{reported.title}</h2>
          <p>{reported.text}</p>
        </section>
      ) : (
        <p className="small-print">{close}</p>
      )}
    </Sheet>
  );
}

export function ExpiredView() {
  const { tab, title, lead, next } = texts.expired;
  return (
    <Sheet
      tab={tab}
      title={title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={lead({ span: spanInWords(REQUEST_SECONDS) })}
    >
      <p className="small-print">{next}</p>
    </Sheet>
  );
}

export function StartedElsewhereView() {
  const { tab, title, lead, sentLink, ownLogin } = texts.startedElsewhere;
  return (
    <Sheet
      tab={tab}
      title={title}
      picture={<Scene ground="apart" link="open" tone="alert" badge="cross" />}
      lead={<p>{lead}</p>}
    >
      <div className="prose">
        <section className="notice notice-alert">
          <h2>{sentLink.title}</h2>
          <p>{sentLink.text}</p>
        </section>
        <section>
          <h2>{ownLogin.title}</h2>
          <p>{ownLogin.text}</p>
        </section>
      </div>
    </Sheet>
  );
}
