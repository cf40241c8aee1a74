import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { type ReactNode, useEffect, useState } from "react";
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { orderOf } from "../../console/change/change-state.ts";
import { useToast } from "../../console/change/toast.ts";
import { useDrafts } from "../../console/form/drafts.tsx";
import {
  CheckboxField,
  ChoicesField,
  MomentField,
  NumberField,
  SelectField,
  TextArea,
  TextField,
} from "../../console/form/fields.tsx";
import { Form } from "../../console/form/form.tsx";
import { Page } from "../../console/layout/page.tsx";
import { Tabs } from "../../console/layout/tabs.tsx";
import { ConsoleProblem } from "../../console/problem.ts";
import { SelectionBar } from "../../console/table/selection.tsx";
import { StaleRows } from "../../console/table/table-states.tsx";
import { Badge } from "../../console/ui/badge.tsx";
import { Detail, Details } from "../../console/ui/details.tsx";
import { LinkButton } from "../../console/ui/link-button.tsx";
import { Moment } from "../../console/ui/moment.tsx";
import { Notice } from "../../console/ui/notice.tsx";
import { Panel } from "../../console/ui/panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { SampleConsole } from "./sample-console.tsx";

const nothing = () => undefined;

function DraftPage() {
  const drafts = useDrafts();
  useState(() => drafts.keep("people.new", { name: "alice", email: "alice@", storage: ["tpm"], invite: true }));
  return <FormPage problems={[]} draft="people.new" />;
}

function FormPage({ problems, draft }: { problems: readonly { field: string; problem: string }[]; draft?: string }) {
  return (
    <Page title="Create a person" crumbs={[{ title: "People", href: "/console/people" }]}>
      <Panel title="Who it is">
        <Form
          schema={v.unknown()}
          onSend={nothing}
          send="Create"
          problems={problems}
          {...(draft === undefined ? {} : { draft })}
          beside={
            <Button kind="plain" onPress={nothing}>
              Cancel
            </Button>
          }
        >
          <TextField name="name" label="Name" hint="Lower case letters, digits, dot, dash: 2 to 32 of them." />
          <TextField name="email" label="E-mail" type="email" optional />
          <SelectField name="role" label="Role" choices={[{ value: "user", title: "User" }]} />
          <NumberField name="uses" label="Uses" initial={1} />
          <MomentField name="until" label="Until" optional />
          <ChoicesField
            name="storage"
            label="Key storage"
            hint="Where the machine keeps its key."
            choices={[
              { value: "tpm", title: "Security chip (TPM)" },
              { value: "keyring", title: "Keyring" },
            ]}
          />
          <CheckboxField name="invite" label="Send an invitation" hint="To the e-mail address above." />
          <TextArea name="note" label="Note" optional />
        </Form>
      </Panel>
    </Page>
  );
}

const WRONG = [
  { field: "name", problem: "That name is taken." },
  { field: "email", problem: "This is not an e-mail address, such as ada@acme.example." },
  { field: "storage", problem: "Choose at least one." },
  { field: "elsewhere.3", problem: "Row 3 has no name." },
];

function DetailPage({ now }: { now: number }) {
  const here = "/console/sample";
  return (
    <Page
      title="Alice Liddell"
      heading={<Named text={"Alice Liddell \u202Egnihtemos"} />}
      crumbs={[{ title: "People", href: "/console/people" }]}
      lead="alice · Administrator"
      actions={
        <>
          <LinkButton href="/console/people/1/edit">Edit</LinkButton>
          <Button kind="plain" small onPress={nothing}>
            Suspend
          </Button>
          <Button kind="alert" small onPress={nothing}>
            Offboard
          </Button>
        </>
      }
    >
      <Tabs
        label="About this person"
        tabs={[
          { title: "Person", href: here },
          { title: "Machines", href: `${here}/machines` },
          { title: "Passkeys and security keys", href: `${here}/passkeys` },
          { title: "What happened", href: `${here}/log` },
        ]}
      />
      <Notice tone="wait" title="Suspended since yesterday">
        <p>No login of hers can be approved.</p>
      </Notice>
      <Panel
        title="What is known"
        actions={
          <Button kind="plain" small onPress={nothing}>
            Change
          </Button>
        }
      >
        <Details>
          <Detail name="Name">
            <Exact text={"alice-".repeat(30)} />
          </Detail>
          <Detail name="State">
            <Badge tone="near">Active</Badge> <Badge tone="wait">Suspended</Badge> <Badge tone="alert">Revoked</Badge>{" "}
            <Badge tone="plain">Offboarded</Badge>
          </Detail>
          <Detail name="Last seen">
            <Moment at={now - 180_000} />
          </Detail>
          <Detail name="Created">
            <Moment at={now - 90 * 86_400_000} />
          </Detail>
        </Details>
      </Panel>
    </Page>
  );
}

function TablePartsPage({ now }: { now: number }) {
  return (
    <Page title="Parts of a list">
      <StaleRows problem={new ConsoleProblem("server_unreachable")} since={now - 240_000} onRetry={nothing} />
      <SelectionBar count={3} onClear={nothing}>
        <Button kind="plain" small onPress={nothing}>
          Suspend
        </Button>
      </SelectionBar>
    </Page>
  );
}

function ToastPage() {
  const toast = useToast();
  useEffect(() => {
    const undo = {
      order: orderOf(at(peopleApi.reactivate, "us_1"), {}),
      title: "",
      verb: "",
      what: "",
      says: "",
    };
    toast({ says: "Alice Liddell (alice) is suspended.", undo }, []);
  }, [toast]);
  return <Page title="What was done" />;
}

export function partSamples(clock: Clock): Record<string, ReactNode> {
  const sample = (shown: () => ReactNode) => <SampleConsole clock={clock} path="/console/sample" shown={shown} />;
  return {
    form: sample(() => <FormPage problems={[]} />),
    form_refused: sample(() => <FormPage problems={WRONG} />),
    form_draft: sample(DraftPage),
    detail: sample(() => <DetailPage now={clock.now()} />),
    table_parts: sample(() => <TablePartsPage now={clock.now()} />),
    toast: sample(ToastPage),
    nowhere: <SampleConsole clock={clock} path="/console/there/is/nothing" />,
    not_permitted: <SampleConsole clock={clock} path="/console/people" as="user" />,
  };
}
