import { ownPasskeysApi } from "@nearside/shared/api/console/own-passkeys.ts";
import type { AddPasskeyChange } from "@nearside/shared/statements/passkey-addition.ts";
import { labelSchema } from "@nearside/shared/text/label.ts";
import { useEffect, useRef, useState } from "react";
import * as v from "valibot";
import type { MakePasskey } from "../../bridge/make-passkey.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useConsole } from "../console-context.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { Panel } from "../ui/panel.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";

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
    says: (_answer, { label }) => ({ says: `${makeVisible(label)} was added.` }),
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
    <Panel title="Add a passkey to this machine">
      {problem === undefined ? null : <ProblemNotice title="No passkey was added" problem={problem} />}
      <Form
        draft={FORM}
        schema={namedSchema}
        problems={add.fields}
        send="Make the passkey"
        onSend={({ label }) => void begin(label)}
      >
        <TextField
          name="label"
          label="What you call it"
          hint="Such as: blue security key. Have the new authenticator at hand, and one that this machine already has."
          maxLength={64}
        />
      </Form>
      <p role="status">{isMaking ? "Your browser asks the new authenticator…" : ""}</p>
      <ConfirmChange change={add} title={`Add ${makeVisible(made?.label ?? "the passkey")}?`} verb="Add it">
        <p>
          The passkey is made. Now touch an authenticator that this machine <strong>already</strong> has, to say that
          the new one may approve logins of this machine too, from now on.
        </p>
      </ConfirmChange>
    </Panel>
  );
}
