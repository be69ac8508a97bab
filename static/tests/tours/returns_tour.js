import { registry } from "@web/core/registry";

const press = (name) => ({ trigger: `button[name=${name}]:visible:enabled`, run: "click" });
const state = (label) => ({ trigger: `.o_arrow_button_current:contains(${label})` });

registry.category("web_tour.tours").add("mycashflow_ogoship_receive_return", {
    steps: () => [
        { trigger: ".o_data_row:contains(R-1) td[name=reference]", run: "click" },
        state("To review"),
        { trigger: ".alert-info:contains(Nothing enters Odoo's stock before)" },
        { trigger: ".o_data_row:contains(KAASU-230)" },
        { trigger: ".nav-link:contains(As OGOship sent it)", run: "click" },
        { trigger: ".o_field_widget[name=payload]:contains(receivedQuantity)" },
        press("action_receive"),
        { trigger: ".o_breadcrumb .active:contains(/IN/)" },
        press("button_validate"),
        state("Done"),
        press("action_open_ogoship_returns"),
        state("Received"),
        { trigger: ".alert-info:contains(credit note)" },
        press("action_open_delivery"),
        { trigger: "button[name=action_open_ogoship_returns]:visible" },
    ],
});
