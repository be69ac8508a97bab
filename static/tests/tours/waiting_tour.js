import { registry } from "@web/core/registry";

const reason = (words) => `.o_data_cell[name=explanation]:contains(${words})`;

registry.category("web_tour.tours").add("mycashflow_ogoship_why_not_shipped", {
    steps: () => [
        { trigger: reason("No shipping rule"), run: "click" },
        { trigger: "button[name=action_create_rule]:visible" },
        { trigger: ".o_field_widget[name=ogoship_story]:contains(placed in Tunturipuoti)" },
        { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" },
        {
            trigger: `.o_data_row:has(${reason("next run")}) button[name=action_open_sale_order]`,
            run: "click",
        },
        { trigger: ".nav-link[name=ogoship_story]", run: "click" },
        { trigger: ".o_field_widget[name=ogoship_story]:contains(at the next run)" },
    ],
});
