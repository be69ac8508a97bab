// The cards of the list of steps, by a part of their names.
export const step = (name) => `.o_mycashflow_setup .o_kanban_record:contains(${name})`;
export const isDone = (name) => ({ trigger: `${step(name)}:has(.fa-check-circle)` });
export const press = (name, button) => ({
    trigger: `${step(name)} button[name=${button}]:visible`,
    run: "click",
});
