import { entries, type Rule } from './context.js'

/** A model is trained again for some reason. */
export const retrainCauses: Rule = ({ spec, report, value }) => {
  for (const [name, { retrain }] of entries(spec.models)) {
    if (retrain?.onChange !== false || retrain.onDrift || retrain.onDecay || retrain.onNewData || retrain.schedule !== undefined) continue
    report.warning(
      'AF4107',
      `${name} is trained once and never again, also when its definition changes`,
      value('models', name, 'retrain', 'onChange'),
      {
        suggestion: 'Leave onChange out, or add a schedule.',
      },
    )
  }
}
