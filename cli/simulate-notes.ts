/** How the figures of a simulation are reckoned and what they cannot tell, for its report. `docs/reference/simulate.md` says it at length. */
export const HOW_RECKONED = `<h2>How to read it</h2>
<div class="card prose">
<dl>
<dt>DSO, simple</dt><dd>Receivables at the end of a month ÷ sales of the three months up to it × their days.</dd>
<dt>DSO, counted back</dt><dd>The sales of the newest month are taken from the receivables, then those of the month before, and so on; the days of the months that this takes are counted, of the last one in part. It does not move when sales swing.</dd>
<dt>CEI</dt><dd>(receivables at the beginning + sales − receivables at the end) ÷ (receivables at the beginning + sales − receivables at the end that are not due) × 100. Credit notes are taken from sales.</dd>
<dt>Open, overdue on average</dt><dd>Each unit of money times the days for which it was open, or overdue, within the time simulated, ÷ what was invoiced.</dd>
<dt>How sure</dt><dd>Each customer walks both journeys, with the same invoices and the same luck, and is compared with himself. The interval is a 95 % t interval over customers.</dd>
</dl>
<ul>
<li>The interval says how much chance there is in who the customers are. It says nothing about the assumptions: if customers heed reminders twice as often, everything moves.</li>
<li>A history does not tell how customers would have paid without the reminders that they got. Days late are taken as they were, so the effect of contacts is told with caution, not in full.</li>
<li>No customer leaves because of too many messages, and none buys more or less.</li>
<li>The first months begin with nothing open; what is not paid by the last day counts as open.</li>
</ul>
</div>`;
