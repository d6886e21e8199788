/** Runs commands: a refusal is an answer, a full disk is a refusal, and a bug is logged and told as one. */
import type { CommandName, CommandOutput, CommandParsedInput } from '../contract/commands.ts';
import { type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Logger } from '../kernel/logger.ts';
import { StorageFailure } from '../store/storage-failure.ts';

export type HandlerTable = {
  [C in CommandName]: (input: CommandParsedInput<C>, actor: string) => Promise<Result<CommandOutput<C>>>;
};

export interface CommandHandlersPorts {
  logger: Logger;
  /** Puts on record that a command did not happen. */
  onRefused(command: CommandName, refusal: Refusal, actor: string): Promise<void>;
}

export class CommandHandlers {
  readonly #table: HandlerTable;
  readonly #ports: CommandHandlersPorts;

  constructor(table: HandlerTable, ports: CommandHandlersPorts) {
    this.#table = table;
    this.#ports = ports;
  }

  /** `input` has passed the command's own schema. */
  async run<C extends CommandName>(command: C, input: CommandParsedInput<C>, actor: string): Promise<Result<unknown>> {
    let result: Result<unknown>;
    try {
      result = await this.#table[command](input, actor);
    } catch (error) {
      if (error instanceof StorageFailure) return refused(error.code);
      this.#ports.logger.error({ command, err: error }, 'command failed');
      return refused('internal', { command });
    }
    if (!result.ok) await this.#record(command, result.refusal, actor);
    return result;
  }

  async #record(command: CommandName, refusal: Refusal, actor: string): Promise<void> {
    this.#ports.logger.warn({ command, code: refusal.code, context: refusal.context }, 'command refused');
    try {
      await this.#ports.onRefused(command, refusal, actor);
    } catch (error) {
      this.#ports.logger.error({ command, err: error }, 'refusal could not be recorded');
    }
  }
}
