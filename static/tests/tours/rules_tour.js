import { registry } from "@web/core/registry";

const METHOD = "Pikakuriiri Helsinki";
const within = (name, what) =>
    `.o_data_row:contains(${name}) ${what}, .o_kanban_record:contains(${name}) ${what}`;

// The same steps at both widths: a list on a desktop is cards on a phone.
registry.category("web_tour.tours").add("mycashflow_ogoship_map_method", {
    steps: () => [
        {
            isActive: ["mobile"],
            trigger: ".o_control_panel button.o-control-panel-adaptive-dropdown",
            run: "click",
        },
        { trigger: "button:contains(Methods):visible", run: "click" },
        { trigger: within(METHOD, ".text-bg-danger:contains(No rule)") },
        {
            content: "what has no rule comes first",
            trigger: ".o_data_row:first:contains(No rule), .o_kanban_record:first:contains(No rule)",
        },
        { trigger: within(METHOD, "[name=action_create_rule]"), run: "click" },
        { trigger: `.modal .o_field_widget[name=pattern] input:value(${METHOD})` },
        { trigger: ".modal .o_field_widget[name=carrier_id] input", run: "click" },
        {
            isActive: ["desktop"],
            trigger: ".ui-menu-item > a:contains(Matkahuolto)",
            run: "click",
        },
        {
            isActive: ["mobile"],
            trigger: ".modal .o_kanban_record:contains(Matkahuolto)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=carrier_id] input:value(Matkahuolto)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: within(METHOD, ".text-bg-success:contains(Every order)") },
        { trigger: within(METHOD, "[name=action_test_rules]"), run: "click" },
        { trigger: `.o_field_widget[name=name] input:value(${METHOD})` },
        { trigger: ".alert-success:contains(Matkahuolto)" },
        { trigger: `.list-group-item-success:contains(${METHOD})` },
        { trigger: ".o_field_widget[name=name] input", run: "edit Unknown && press Tab" },
        { trigger: ".alert-warning:contains(No rule decides)" },
        { trigger: ".list-group-item:contains(Other name: does not fit)" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ":is(.o_list_view, .o_kanban_view)" },
    ],
});
