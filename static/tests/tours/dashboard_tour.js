import { registry } from "@web/core/registry";

const card = ".o_kanban_record:contains(MyCashflow store)";

registry.category("web_tour.tours").add("mycashflow_ogoship_dashboard", {
    steps: () => [
        { trigger: `${card}:contains(Connected):has(canvas)` },
        {
            trigger: `${card} a[name=action_open_waiting]:contains(No shipping rule)`,
            run: "click",
        },
        { trigger: ".o_data_cell[name=explanation]:contains(No shipping rule)" },
        { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" },
        {
            trigger: card,
            run: `hover && click ${card} .o_dropdown_kanban button`,
        },
        {
            trigger: ".o-dropdown--kanban-record-menu a:contains(Synchronize now)",
            run: "click",
        },
        { trigger: ".o_notification:contains(Synchronization started)" },
        { trigger: `${card} a[name=action_remedy]`, run: "click" },
        { trigger: ".o_data_cell[name=explanation]:contains(No shipping rule)" },
    ],
});
