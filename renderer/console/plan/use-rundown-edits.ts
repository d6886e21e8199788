/** React's view of this page's rundown edits and of one typed field. */
import { useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudioClient } from '../../client/hooks.ts';
import type { PlanField } from './plan-field.ts';
import { rundownEditsOf, type RundownEdits, type RundownView } from './rundown-edits.ts';

export function useRundownEdits(): { edits: RundownEdits; view: RundownView } {
  const edits = rundownEditsOf(useStudioClient());
  return { edits, view: useSyncExternalStore(edits.subscribe, edits.get) };
}

export interface FieldInputProps {
  value: string;
  error: string | undefined;
  'data-field': string;
  onChange: (event: { currentTarget: { value: string } }) => void;
  onBlur: () => void;
  onCompositionStart: () => void;
  onCompositionEnd: (event: { currentTarget: { value: string } }) => void;
}

/** Props of a text input that saves itself after a pause and when it is left. */
export function usePlanField(edits: RundownEdits, field: PlanField): FieldInputProps {
  const { t } = useTranslation('plan');
  const composing = useRef(false);
  const value = useSyncExternalStore(edits.subscribe, () => edits.textOf(field)) ?? '';
  const problem = field.problem(value);
  return {
    value,
    error: problem === null ? undefined : t(`problem.${problem}`),
    'data-field': field.key,
    onChange: (event) => edits.type(field, event.currentTarget.value, !composing.current),
    onBlur: () => edits.leave(field),
    onCompositionStart: () => {
      composing.current = true;
    },
    onCompositionEnd: (event) => {
      composing.current = false;
      edits.type(field, event.currentTarget.value, true);
    },
  };
}
