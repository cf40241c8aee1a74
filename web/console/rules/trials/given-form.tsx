import { POSTURE_NAMES, POSTURE_VALUES } from "@nearside/shared/posture/posture.ts";
import { POSTURE_TITLES, REPORTED_BY_MACHINE, valueInWords } from "@nearside/shared/posture/posture-in-words.ts";
import { type HostStanding, hostStandingSchema } from "@nearside/shared/proof/host-standing.ts";
import { type KeyStorage, keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { ACR_CLASSES } from "@nearside/shared/proof/proof-tier.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { type Given, givenSchema, WEEKDAYS } from "@nearside/shared/rules/given.ts";
import type { ReactNode } from "react";
import { type Choice, choicesOf } from "../../form/choices.ts";
import { CheckboxField, NumberField, SelectField, TextArea, TextField } from "../../form/fields.tsx";
import { Form } from "../../form/form.tsx";
import { givenWith, NOT_TOLD, ON_THE_MACHINE } from "./given-values.ts";

const ACTIONS: readonly Choice[] = [
  { value: "approve", title: "A login is approved" },
  { value: "refresh", title: "A token is refreshed" },
  { value: "exchange", title: "A token is exchanged" },
];
const PLACES: readonly Choice[] = [
  { value: ON_THE_MACHINE, title: "On the machine itself" },
  { value: "ssh", title: "On a host, over the machine's SSH session" },
  { value: "container", title: "In a container on the machine" },
];
const STANDINGS: Readonly<Record<HostStanding, string>> = {
  enrolled: "Administrators enrolled its key",
  claimed: "The machine's known_hosts has it",
  unknown: "Nobody knows it",
};
const KEY_PLACES: Readonly<Record<KeyStorage, string>> = { tpm: "A TPM", keyring: "The keyring", file: "A file" };
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const capitalised = (values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, title: capital(value) }));

/** Edits every circumstance that a rule can ask about. */
export function GivenForm({ given, onAsk }: { given: Given; onAsk: (given: Given) => void }) {
  const { person, machine, passkey, session, time, history, network, proof, client, place } = given;
  return (
    <Form schema={givenSchema} changeOf={(values) => givenWith(given, values)} send="Ask the rules" onSend={onAsk}>
      <SelectField name="action" label="What happens" choices={ACTIONS} initial={given.action} />
      <Part title="The person">
        <SelectField name="person.role" label="Role" choices={choicesOf(ROLES, ROLE_NAMES)} initial={person.role} />
        <TextArea
          name="person.groups"
          label="Groups"
          hint="Their names, one a line."
          initial={person.groups.join("\n")}
          rows={3}
          optional
        />
      </Part>
      <Part title="What is asked for">
        <TextField
          name="scopes"
          label="Scopes"
          hint="With spaces between them."
          initial={given.scopes.join(" ")}
          optional
        />
        <TextField
          name="resources"
          label="APIs"
          hint="Addresses, with spaces between them."
          initial={given.resources.join(" ")}
          optional
        />
        <TextField
          name="detail_types"
          label="Types of authorization details"
          initial={given.detail_types.join(" ")}
          optional
        />
        <CheckboxField name="client.verified" label="The program is verified" initial={client.verified} />
        <TextField name="justification" label="Reason" initial={given.justification ?? ""} optional />
        <TextField name="ticket" label="Ticket" initial={given.ticket ?? ""} optional />
      </Part>
      <Part title="Machine and passkey">
        <SelectField
          name="machine.key_storage"
          label="The machine's key lies in"
          choices={choicesOf(keyStorageSchema.options, KEY_PLACES)}
          initial={machine.key_storage}
        />
        <NumberField
          name="machine.age_hours"
          label="Hours since the machine was enrolled"
          initial={machine.age_hours}
        />
        <CheckboxField name="passkey.synced" label="The passkey can be copied" initial={passkey.synced} />
        <CheckboxField name="passkey.attested" label="Its make is proven" initial={passkey.attested} />
        <CheckboxField name="passkey.security_key" label="It is a security key" initial={passkey.security_key} />
        <SelectField
          name="proof.peer"
          label="Who met the command line"
          choices={[
            { value: "same", title: "Its own account" },
            { value: "unknown", title: "Not known" },
          ]}
          initial={proof.peer}
        />
        <SelectField
          name="proof.acr"
          label="Class of the proof"
          choices={classesWith(proof.acr).map((value) => ({ value, title: value }))}
          initial={proof.acr}
        />
        <SelectField
          name="proof.channel"
          label="How browser and command line met"
          choices={[
            { value: "loopback", title: "Over loopback" },
            { value: "native", title: "Through the machine's keeper" },
          ]}
          initial={proof.channel}
        />
      </Part>
      <Part title={`What the machine says of itself. ${REPORTED_BY_MACHINE}`}>
        {POSTURE_NAMES.map((name) => (
          <SelectField
            key={name}
            name={`posture.${name}`}
            label={POSTURE_TITLES[name]}
            choices={[
              { value: NOT_TOLD, title: "Not told" },
              ...POSTURE_VALUES[name].map((value) => ({ value, title: capital(valueInWords(value)) })),
              { value: "unknown", title: "It can't tell" },
            ]}
            initial={given.posture?.[name]?.fact ?? NOT_TOLD}
          />
        ))}
      </Part>
      <Part title="From where">
        <TextField name="network.cli" label="The command line's address" initial={network.cli} />
        <TextField name="network.browser" label="The browser's address" initial={network.browser} />
        <CheckboxField name="session.remote" label="In a remote session (SSH)" initial={session.remote} />
        <CheckboxField name="session.container" label="In a container" initial={session.container} />
        <CheckboxField name="session.terminal" label="In a terminal" initial={session.terminal} />
      </Part>
      <Part title="The agent under a lease">
        <TextField
          name="agent.name"
          label="Its name"
          hint="Empty: no agent asks. A lease has nearside_lease among the types of authorization details."
          initial={given.agent?.name ?? ""}
          optional
        />
        <TextArea
          name="agent.tools"
          label="Tools that are named"
          hint="One a line."
          initial={given.agent?.tools.join("\n") ?? ""}
          rows={3}
          optional
        />
        <CheckboxField
          name="agent.any_tool"
          label="Every tool of an API for which none is named"
          initial={given.agent?.any_tool ?? false}
        />
        <NumberField
          name="agent.calls_left"
          label="Calls that the lease has left"
          hint="Empty: it does not count them."
          {...initialOf(given.agent?.calls_left)}
          optional
        />
      </Part>
      <Part title="Where the command line runs">
        <SelectField name="place.kind" label="Place" choices={PLACES} initial={place?.kind ?? ON_THE_MACHINE} />
        <SelectField
          name="place.known"
          label="What is known of the host"
          hint="Only a host has this and the next fields."
          choices={choicesOf(hostStandingSchema.options, STANDINGS)}
          initial={place?.known ?? "enrolled"}
        />
        <TextField name="place.host" label="Its name, if it is enrolled" initial={place?.host ?? ""} optional />
        <TextField
          name="place.claimed"
          label="Its name by the machine's own word"
          initial={place?.claimed ?? ""}
          optional
        />
        <NumberField name="place.hops" label="Further hosts behind it" initial={place?.hops ?? 0} />
      </Part>
      <Part title="When">
        <SelectField name="time.weekday" label="Day" choices={capitalised(WEEKDAYS)} initial={time.weekday} />
        <NumberField name="time.hour" label="Hour" hint="0 to 23, in the server's time zone." initial={time.hour} />
        <NumberField name="time.minute" label="Minute" initial={time.minute} />
      </Part>
      <Part title="What was before">
        <CheckboxField
          name="history.new_client"
          label="The first login with this program"
          initial={history.new_client}
        />
        <CheckboxField
          name="history.new_machine"
          label="The first login on this machine"
          initial={history.new_machine}
        />
        <NumberField
          name="history.recent_refusals"
          label="Refusals in the last 24 hours"
          initial={history.recent_refusals}
        />
        <NumberField
          name="history.last_approval_seconds"
          label="Seconds since the last approval"
          hint="On this machine, in this terminal, for this program. Empty: there was none."
          {...initialOf(history.last_approval_seconds)}
          optional
        />
        <NumberField
          name="approval_age_seconds"
          label="Seconds since the approval that it rests on"
          hint="Of a refresh or an exchange."
          {...initialOf(given.approval_age_seconds)}
          optional
        />
      </Part>
    </Form>
  );
}

const initialOf = (value: number | undefined): { initial?: number } => (value === undefined ? {} : { initial: value });

const classesWith = (acr: string): readonly string[] => [...new Set<string>([...ACR_CLASSES, acr])];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="given-part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
