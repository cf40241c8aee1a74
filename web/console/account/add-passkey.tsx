import { ownPasskeysApi } from "@nearside/shared/api/console/own-passkeys.ts";
import type { AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import { labelSchema } from "@nearside/shared/text/label.ts";
import { useEffect, useRef, useState } from "react";
import * as v from "valibot";
import type { MakePasskey } from "../../bridge/make-passkey.ts";
import { ownPasskeysTexts } from "../../texts/console/account.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useConsole } from "../console-context.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { Panel } from "../ui/panel.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";

const texts = ownPasskeysTexts.add;

const FORM = "passkeys.new";
const namedSchema = v.strictObject({ label: labelSchema });

/**
 * Adds a passkey for this machine: the new authenticator makes it, then a passkey that the machine already has signs
 * for it (protocol §3.10).
 */
export function AddPasskey({ makePasskey }: { makePasskey: MakePasskey }) {
  const { http } = useConsole();
  const [made, setMade] = useState<AddPasskeyChange>();
  const [problem, setProblem] = useState<ConsoleProblem>();
  const [isMaking, setMaking] = useState(false);
  const making = useRef<AbortController>(undefined);
  useEffect(() => () => making.current?.abort(), []);
  const add = useChange<typeof ownPasskeysApi.add>({
    stale: [ownPasskeysApi.list],
    form: FORM,
    says: (_answer, { label }) => ({ says: texts.done({ name: makeVisible(label) }) }),
  });

  const begin = async (label: string) => {
    making.current?.abort();
    const running = new AbortController();
    making.current = running;
    const { signal } = running;
    setProblem(undefined);
    setMaking(true);
    try {
      const { request, options } = await http.post(ownPasskeysApi.options, {}, signal);
      const change = { label, request, response: await makePasskey(options, signal) };
      setMade(change);
      add.begin({ to: ownPasskeysApi.add, change });
    } catch (cause) {
      if (!signal.aborted) setProblem(problemOf(cause));
    } finally {
      setMaking(false);
    }
  };

  return (
    <Panel title={texts.title}>
      {problem === undefined ? null : <ProblemNotice title={texts.failed} problem={problem} />}
      <Form
        draft={FORM}
        schema={namedSchema}
        problems={add.fields}
        send={texts.send}
        onSend={({ label }) => void begin(label)}
      >
        <TextField name="label" label={texts.label} hint={texts.hint} maxLength={64} />
      </Form>
      <p role="status">{isMaking ? texts.waiting : ""}</p>
      <ConfirmChange
        change={add}
        title={made === undefined ? texts.confirmUnnamed : texts.confirm({ name: makeVisible(made.label) })}
        verb={texts.add}
      >
        <p>{texts.text}</p>
      </ConfirmChange>
    </Panel>
  );
}
