import type { ConsoleEntry } from "@nearside/shared/api/console/entry.ts";
import type { InputOf } from "@nearside/shared/api/entry.ts";
import type { ReactNode } from "react";
import { changeTexts as texts } from "../../texts/console/change.tsx";
import { Form, type FormProps } from "../form/form.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import type { Changing } from "./change-state.ts";
import { ConfirmChange, type ConfirmChangeProps } from "./confirm-change.tsx";
import { type ChangeOptions, useChange } from "./use-change.ts";

interface ChangeFormProps<E extends Changing>
  extends Omit<FormProps<InputOf<E>>, "onSend" | "problems" | "beside">,
    Omit<ChangeOptions<E>, "form"> {
  readonly to: E;
  /** Says what the touch is for: "Make this group". */
  readonly title: string;
  /**
   * Asks first whether the change is meant. Without it the touch comes at once, because the page said everything beside
   * the button.
   */
  readonly confirm?: Pick<ConfirmChangeProps, "verb" | "tone" | "typed"> & { readonly says?: ReactNode };
  /** The address of the page to which "Cancel" leads. */
  readonly back?: string;
  /** Empties the form once the change is made, for a form that stays on the page. */
  readonly isEmptied?: boolean;
}

/** A form whose button makes a change: the fields, a Cancel, the question whether it is meant, and the touch. */
export function ChangeForm<E extends ConsoleEntry<"ask" | "change">>(props: ChangeFormProps<E & Changing>) {
  const { to, title, confirm, back, isEmptied = false } = props;
  const change = useChange<E>({ ...props, form: props.draft ?? to.address });
  return (
    <>
      <Form
        {...props}
        key={isEmptied ? change.made : undefined}
        onSend={(input) => change.begin({ to, change: input }, confirm === undefined)}
        problems={change.fields}
        beside={
          back === undefined ? null : (
            <LinkButton href={back} kind="plain">
              {texts.cancel}
            </LinkButton>
          )
        }
      />
      <ConfirmChange change={change} title={title} verb={props.send} {...confirm}>
        {confirm?.says}
      </ConfirmChange>
    </>
  );
}
