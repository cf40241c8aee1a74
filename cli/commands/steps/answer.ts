import { Problem } from "../../problems/problem.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { stepTexts } from "../../texts/commands/steps.ts";

// Questions are asked on a terminal. A pipe answers them line by line, in their order. So a person's own script, or a test,
// can do what a person does, and no option can skip anything.

type Asker = Pick<Terminal, "interactive" | "question" | "secret" | "confirm" | "pipedLine" | "say">;

/** @throws Problem `input_ended` */
export async function answerTo(terminal: Asker, question: string): Promise<string> {
  return terminal.interactive ? terminal.question(question) : pipedAnswer(terminal, question);
}

/**
 * Asks for a secret. It is never shown, and never an argument, which every account of the machine could read (threat M6).
 * @throws Problem `input_ended`
 */
export async function secretAnswerTo(terminal: Asker, question: string): Promise<string> {
  return terminal.interactive ? terminal.secret(question) : pipedAnswer(terminal, question);
}

/** Asks until the answer is a plain yes or no. @throws Problem `input_ended` */
export async function yesOrNo(terminal: Asker, question: string): Promise<boolean> {
  if (terminal.interactive) return terminal.confirm(question);
  for (;;) {
    const answer = (await pipedAnswer(terminal, `${question} (yes/no)`)).toLowerCase();
    if (answer === "yes" || answer === "y") return true;
    if (answer === "no" || answer === "n") return false;
  }
}

async function pipedAnswer(terminal: Asker, question: string): Promise<string> {
  terminal.say(question);
  const line = await terminal.pipedLine();
  if (line === null) throw new Problem("input_ended", stepTexts.noAnswer);
  return line.trim();
}
