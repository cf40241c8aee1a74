import { isInOrder, POSTURE_NAMES } from "@nearside/shared/posture/posture.ts";
import { cureOf, factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { ruledPostureSchema } from "@nearside/shared/posture/ruled-posture.ts";
import * as v from "valibot";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";

const texts = approveSeldomTexts.posture;

/** Lists what the machine says of itself and a rule may want otherwise, each with what its person can do. */
export function ReportedPosture({ posture, then }: { posture: unknown; then: "start_again" | "continue" }) {
  const read = v.safeParse(ruledPostureSchema, posture);
  if (!read.success) return null;
  const { os, facts } = read.output;
  const bad = POSTURE_NAMES.flatMap((name) => {
    const fact = facts[name];
    return fact === undefined || isInOrder(name, fact) ? [] : [{ name, fact }];
  });
  if (bad.length === 0) return null;
  return (
    <section className="notice notice-plain" aria-labelledby="reported">
      <h2 id="reported">{texts.title}</h2>
      <ul className="rules">
        {bad.map(({ name, fact }) => (
          <li key={name}>
            {texts.fact({ title: POSTURE_TITLES[name], fact: factInWords(fact) })}
            <small>{cureOf(name, os)}</small>
          </li>
        ))}
      </ul>
      <p>{(then === "continue" ? texts.thenContinue : texts.thenStartAgain)({ source: REPORTED_BY_MACHINE })}</p>
    </section>
  );
}
