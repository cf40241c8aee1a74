import type { TouchQuestion } from "../../data/login.ts";
import { Named } from "../../ui/quoted.tsx";
import { TouchSheet } from "../../ui/touch-sheet.tsx";

interface TouchViewProps {
  readonly question: TouchQuestion;
  readonly onCancel: (() => void) | undefined;
}

export const TouchView = ({ question, onCancel }: TouchViewProps) => (
  <TouchSheet
    onCancel={onCancel}
    lead={
      <p>
        Your browser asks for your fingerprint, face, PIN or security key, to let{" "}
        <strong>
          <Named text={question.facts.client.name} />
        </strong>{" "}
        act as{" "}
        <strong>
          <Named text={question.claims.user.name} />
        </strong>
        .{question.touch.key === null ? null : " A security key comes next."}
      </p>
    }
  />
);
