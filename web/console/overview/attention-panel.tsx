import type { Attention, AttentionKind } from "@nearside/shared/api/console/overview.ts";
import { Link } from "wouter";
import { overviewTexts as texts } from "../../texts/console/overview.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { alarmsHref, listHref } from "./links.ts";

/** Kinds that somebody may have caused on purpose, or without which nobody gets in. The others only wait. */
const URGENT: ReadonlySet<AttentionKind> = new Set(["alarms", "break_glass_uses", "break_glass_codes"]);
/** Kinds whose `at` is when the next one expires. */
const EXPIRING: ReadonlySet<AttentionKind> = new Set(["tickets_expiring", "client_tickets_expiring", "leases_ending"]);

/** Lists what needs attention, the most pressing first. Each entry leads to the list that it was counted in. */
export function AttentionPanel({ attention }: { attention: readonly Attention[] }) {
  const { title, nothing, sentence, next, link } = texts.attention;
  return (
    <Panel title={title}>
      {attention.length === 0 ? (
        <p className="attention-nothing">{nothing}</p>
      ) : (
        <ul>
          {attention.map((entry) => (
            <li
              key={entry.kind}
              className={URGENT.has(entry.kind) ? "attention-item attention-alert" : "attention-item"}
            >
              <p>
                {sentence(entry)}{" "}
                {EXPIRING.has(entry.kind) && entry.at !== null ? (
                  <span className="attention-next">{next(<Moment at={entry.at} />)}</span>
                ) : null}
              </p>
              <Link href={hrefOf(entry)}>{link[entry.kind]}</Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const HREFS: Readonly<Record<Exclude<AttentionKind, "alarms">, string>> = {
  break_glass_uses: "/console/recovery/break-glass",
  approvals: "/approvals",
  enrolments: "/console/enrolment",
  rule_proposals: "/console/rules",
  recoveries: listHref("/console/recovery", { state: "started" }),
  quarantined: listHref("/console/machines", { state: "quarantined" }),
  break_glass_codes: "/console/recovery/break-glass",
  mail_off: "/console/mail",
  mail_failed: "/console/mail",
  outlet_failing: "/console/log/events",
  archive_failed: "/console/archive",
  metadata_failed: "/console/authenticators/metadata",
  unfit_passkeys: listHref("/console/authenticators", { standing: "unfit" }),
  tickets_expiring: listHref("/console/enrolment/tickets", { state: "open", sort: "expires_at", order: "asc" }),
  client_tickets_expiring: "/console/clients",
  leases_ending: listHref("/console/leases", { open: "yes", sort: "ends", order: "asc" }),
};

const hrefOf = ({ kind, at }: Attention): string => (kind === "alarms" ? alarmsHref({ from: at ?? 0 }) : HREFS[kind]);
