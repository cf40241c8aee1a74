import { POSTURE_NAMES, POSTURE_VALUES } from "@nearside/shared/posture/posture.ts";
import { POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { hostStandingSchema } from "@nearside/shared/proof/host-standing.ts";
import { keyStorageSchema } from "@nearside/shared/proof/key-storage.ts";
import { ACR_CLASSES } from "@nearside/shared/proof/proof-tier.ts";
import { ROLE_NAMES, ROLES } from "@nearside/shared/roles.ts";
import { type Given, givenSchema, RULE_ACTIONS, WEEKDAYS } from "@nearside/shared/rules/given.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import { type ReactNode, use, useEffect, useRef } from "react";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleWordTexts, weekdays } from "../../../texts/console/rule-words.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { type Choice, choicesOf } from "../../form/choices.ts";
import { CheckboxField, NumberField, SelectField, TextArea, TextField } from "../../form/fields.tsx";
import { Form } from "../../form/form.tsx";
import { FormContext } from "../../form/form-context.ts";
import { givenWith, NOT_TOLD, ON_THE_MACHINE } from "./given-values.ts";

const texts = trialTexts.given;

const two = (part: number): string => String(part).padStart(2, "0");

/**
 * Edits every circumstance that a rule can ask about, in sections that open. A closed section says in a few words what it
 * holds.
 */
export function GivenForm({ given, onAsk }: { given: Given; onAsk: (given: Given) => void }) {
  return (
    <Form schema={givenSchema} changeOf={(values) => givenWith(given, values)} send={texts.send} onSend={onAsk}>
      <SelectField
        name="action"
        label={texts.action}
        choices={choicesOf(RULE_ACTIONS, texts.actions)}
        initial={given.action}
      />
      <div className="given-parts">
        <Person given={given} />
        <Request given={given} />
        <MachineAndPasskey given={given} />
        <Protection given={given} />
        <NetworkAndSession given={given} />
        <Place given={given} />
        <Agent given={given} />
        <Time given={given} />
        <History given={given} />
      </div>
    </Form>
  );
}

interface PartProps {
  readonly given: Given;
}

function Person({ given: { person } }: PartProps) {
  const words = texts.person;
  const summary = words.summary({ role: ROLE_NAMES[person.role], groups: person.groups.length });
  return (
    <Part title={words.title} summary={summary}>
      <SelectField name="person.role" label={words.role} choices={choicesOf(ROLES, ROLE_NAMES)} initial={person.role} />
      <TextArea
        name="person.groups"
        label={words.groups}
        hint={words.groupsHint}
        initial={person.groups.join("\n")}
        rows={3}
        optional
      />
    </Part>
  );
}

function Request({ given }: PartProps) {
  const words = texts.request;
  return (
    <Part title={words.title} summary={given.scopes.length === 0 ? words.noScopes : listText(given.scopes)}>
      <TextField name="scopes" label={words.scopes} hint={words.scopesHint} initial={given.scopes.join(" ")} optional />
      <TextField
        name="resources"
        label={words.resources}
        hint={words.resourcesHint}
        initial={given.resources.join(" ")}
        optional
      />
      <TextField name="detail_types" label={words.detailTypes} initial={given.detail_types.join(" ")} optional />
      <CheckboxField name="client.verified" label={words.verified} initial={given.client.verified} />
      <TextField name="justification" label={words.justification} initial={given.justification ?? ""} optional />
      <TextField name="ticket" label={words.ticket} initial={given.ticket ?? ""} optional />
    </Part>
  );
}

/** Offers the values of an attribute by their words. */
const valuesOf = (attribute: string, values: readonly string[]): readonly Choice[] =>
  values.map((value) => ({ value, title: ruleWordTexts.value(attribute, value) }));

function MachineAndPasskey({ given: { machine, passkey, proof } }: PartProps) {
  const words = texts.machine;
  return (
    <Part title={words.title} summary={ruleWordTexts.value("context.machine.key_storage", machine.key_storage)}>
      <SelectField
        name="machine.key_storage"
        label={ruleWordTexts.attribute("context.machine.key_storage")}
        choices={valuesOf("context.machine.key_storage", keyStorageSchema.options)}
        initial={machine.key_storage}
      />
      <NumberField
        name="machine.age_hours"
        label={ruleWordTexts.attribute("context.machine.age_hours")}
        initial={machine.age_hours}
      />
      <CheckboxField name="passkey.synced" label={words.synced} initial={passkey.synced} />
      <CheckboxField name="passkey.attested" label={words.attested} initial={passkey.attested} />
      <CheckboxField name="passkey.security_key" label={words.securityKey} initial={passkey.security_key} />
      <SelectField
        name="proof.peer"
        label={ruleWordTexts.attribute("context.proof.peer")}
        choices={valuesOf("context.proof.peer", ["same", "unknown"])}
        initial={proof.peer}
      />
      <SelectField
        name="proof.acr"
        label={ruleWordTexts.attribute("context.proof.acr")}
        choices={valuesOf("context.proof.acr", [...new Set<string>([...ACR_CLASSES, proof.acr])])}
        initial={proof.acr}
      />
      <SelectField
        name="proof.channel"
        label={ruleWordTexts.attribute("context.proof.channel")}
        choices={valuesOf("context.proof.channel", ["loopback", "native"])}
        initial={proof.channel}
      />
    </Part>
  );
}

function Protection({ given: { posture } }: PartProps) {
  const words = texts.posture;
  const reported = POSTURE_NAMES.filter((name) => posture?.[name] !== undefined).length;
  return (
    <Part title={words.title} summary={words.summary(reported)}>
      <p className="field-hint">{REPORTED_BY_MACHINE}</p>
      {POSTURE_NAMES.map((name) => (
        <SelectField
          key={name}
          name={`posture.${name}`}
          label={POSTURE_TITLES[name]}
          choices={[
            { value: NOT_TOLD, title: words.notTold },
            ...valuesOf(`context.posture.${name}.fact`, [...POSTURE_VALUES[name], "unknown"]),
          ]}
          initial={posture?.[name]?.fact ?? NOT_TOLD}
        />
      ))}
    </Part>
  );
}

function NetworkAndSession({ given: { network, session } }: PartProps) {
  const words = texts.network;
  return (
    <Part title={words.title} summary={network.cli}>
      <TextField name="network.cli" label={words.cli} initial={network.cli} />
      <TextField name="network.browser" label={words.browser} initial={network.browser} />
      <CheckboxField name="session.remote" label={words.remote} initial={session.remote} />
      <CheckboxField name="session.container" label={words.container} initial={session.container} />
      <CheckboxField name="session.terminal" label={words.terminal} initial={session.terminal} />
    </Part>
  );
}

function Agent({ given: { agent } }: PartProps) {
  const words = texts.agent;
  return (
    <Part title={words.title} summary={agent?.name ?? words.none}>
      <TextField name="agent.name" label={words.name} hint={words.nameHint} initial={agent?.name ?? ""} optional />
      <TextArea
        name="agent.tools"
        label={words.tools}
        hint={words.toolsHint}
        initial={agent?.tools.join("\n") ?? ""}
        rows={3}
        optional
      />
      <CheckboxField name="agent.any_tool" label={words.anyTool} initial={agent?.any_tool ?? false} />
      <NumberField
        name="agent.calls_left"
        label={ruleWordTexts.attribute("context.agent.calls_left")}
        hint={words.callsLeftHint}
        {...initialOf(agent?.calls_left)}
        optional
      />
    </Part>
  );
}

function Place({ given: { place } }: PartProps) {
  const words = texts.place;
  const places: readonly Choice[] = [
    { value: ON_THE_MACHINE, title: words.onMachine },
    { value: "ssh", title: words.ssh },
    { value: "container", title: words.container },
  ];
  const kind = place?.kind ?? ON_THE_MACHINE;
  return (
    <Part title={words.title} summary={places.find(({ value }) => value === kind)?.title ?? ""}>
      <SelectField name="place.kind" label={words.kind} choices={places} initial={kind} />
      <SelectField
        name="place.known"
        label={ruleWordTexts.attribute("context.place.known")}
        hint={words.knownHint}
        choices={valuesOf("context.place.known", hostStandingSchema.options)}
        initial={place?.known ?? "enrolled"}
      />
      <TextField name="place.host" label={words.host} initial={place?.host ?? ""} optional />
      <TextField name="place.claimed" label={words.claimed} initial={place?.claimed ?? ""} optional />
      <NumberField name="place.hops" label={words.hops} initial={place?.hops ?? 0} />
    </Part>
  );
}

function Time({ given: { time } }: PartProps) {
  const words = texts.time;
  const summary = words.summary({ day: weekdays[time.weekday], time: `${two(time.hour)}:${two(time.minute)}` });
  return (
    <Part title={words.title} summary={summary}>
      <SelectField
        name="time.weekday"
        label={words.day}
        choices={choicesOf(WEEKDAYS, weekdays)}
        initial={time.weekday}
      />
      <NumberField name="time.hour" label={words.hour} hint={words.hourHint} initial={time.hour} />
      <NumberField name="time.minute" label={words.minute} initial={time.minute} />
    </Part>
  );
}

function History({ given: { history, approval_age_seconds } }: PartProps) {
  const words = texts.history;
  return (
    <Part title={words.title} summary={words.summary(history.recent_refusals)}>
      <CheckboxField name="history.new_client" label={words.newClient} initial={history.new_client} />
      <CheckboxField name="history.new_machine" label={words.newMachine} initial={history.new_machine} />
      <NumberField
        name="history.recent_refusals"
        label={ruleWordTexts.attribute("context.history.recent_refusals")}
        initial={history.recent_refusals}
      />
      <NumberField
        name="history.last_approval_seconds"
        label={ruleWordTexts.attribute("context.history.last_approval_seconds")}
        hint={words.lastApprovalHint}
        {...initialOf(history.last_approval_seconds)}
        optional
      />
      <NumberField
        name="approval_age_seconds"
        label={ruleWordTexts.attribute("context.approval_age_seconds")}
        hint={words.approvalAgeHint}
        {...initialOf(approval_age_seconds)}
        optional
      />
    </Part>
  );
}

const initialOf = (value: number | undefined): { initial?: number } => (value === undefined ? {} : { initial: value });

/** One section of the form. It opens by itself for a problem, which could not take the focus otherwise. */
function Part({ title, summary, children }: { title: string; summary: string; children: ReactNode }) {
  const { problems } = use(FormContext);
  const section = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const isWrong = problems.length > 0 && section.current?.querySelector('[aria-invalid="true"]') != null;
    if (isWrong && section.current !== null) section.current.open = true;
  }, [problems]);
  return (
    <details ref={section} className="given-part">
      <summary>
        {title} <span className="given-summary">{makeVisible(summary)}</span>
      </summary>
      <div className="given-fields">{children}</div>
    </details>
  );
}
