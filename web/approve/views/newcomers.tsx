import { newcomersSchema } from "@nearside/shared/api/second-wait.ts";
import { minutesInWords } from "@nearside/shared/text/time-in-words.ts";
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Named } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";

const texts = approveSeldomTexts.newcomers;

interface NewcomersProps {
  /** As the server sent them: a value that names nobody shows nothing. */
  readonly newcomers: unknown;
  readonly clock: Clock;
}

/** Names the people whom a rule names and who do not count yet, and says from when they do (protocol §11.1). */
export function Newcomers({ newcomers: sent, clock }: NewcomersProps) {
  const now = useNow(clock) / 1000;
  const newcomers = readNewcomers(sent);
  if (newcomers.length === 0) return null;
  return (
    <section className="notice notice-plain" aria-labelledby="newcomers">
      <h2 id="newcomers">{texts.title({ people: newcomers.length })}</h2>
      <ul className="rules">
        {keyed(newcomers.map(({ name }) => name)).map(({ key, item }, at) => (
          <li key={key}>
            {texts.one({
              person: <Named text={item} />,
              span: minutesInWords((newcomers[at]?.counts_from ?? 0) - now),
            })}
          </li>
        ))}
      </ul>
      <p>{texts.why}</p>
    </section>
  );
}

export const readNewcomers = (sent: unknown) => {
  const read = v.safeParse(newcomersSchema, sent);
  return read.success ? read.output : [];
};
