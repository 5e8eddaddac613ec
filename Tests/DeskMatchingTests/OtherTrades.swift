/// Questions that people asked a bank, an assistant and nobody in particular, each with what it is about, to see that
/// the desk keeps silent.
///
/// Excerpts, chosen by chance among those that fit on a line and otherwise unchanged:
/// 500 from BANKING77 (I. Casanueva et al., "Efficient Intent Detection with Dual Sentence Encoders", 2020,
/// github.com/PolyAI-LDN/task-specific-datasets), published under the Creative Commons Attribution 4.0 licence
/// (creativecommons.org/licenses/by/4.0); 1,000 from CLINC150 (S. Larson et al., "An Evaluation Dataset for Intent
/// Classification and Out-of-Scope Prediction", 2019, github.com/clinc/oos-eval), under the Creative Commons Attribution
/// 3.0 licence (creativecommons.org/licenses/by/3.0). Neither author has anything to do with this project.
enum OtherTrades {
    static let questions: [(text: String, about: String)] = lines.split(separator: "\n").compactMap { line in
        let parts = line.split(separator: "|")
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private static let lines = """
        Why can't I top up with a cheque?|top_up_by_cash_or_cheque
        Can I be topped up once I hit a certain balance?|automatic_top_up
        From what countries can I use this product?|country_support
        What steps do I need to take to change my card PIN?|change_pin
        Is there a way to transfer funds directly from my card?|topping_up_by_card
        Can I add funds to the card directly from my bank account?|transfer_into_account
        Why hasn't my transfer been made?|failed_transfer
        HOw do I get my card back after the ATM has pulled it in?|card_swallowed
        How can I stop fraud on my account right now?|compromised_card
        My top-up for Google Pay isn't working|apple_pay_or_google_pay
        I am awaiting my refund|Refund_not_showing_up
        My account needs to be deleted.|terminate_account
        Where can I find the top-up verification code?|verify_top_up
        How do I use contactless payments?|contactless_not_working
        What are the steps to activating a new card?|activate_my_card
        how can i change my details|edit_personal_details
        I made a transaction this morning and would like to revert it.|cancel_transfer
        I relocated and need to change my personal details.|edit_personal_details
        Why has my payment not gone through?|pending_card_payment
        Is there any documentation needed for the identity check?|verify_my_identity
        Why was I chaged twice for the same thing?|transaction_charged_twice
        Does topping up my card have a fee?|top_up_by_card_charge
        I was unable to make a transfer to another account.|beneficiary_not_allowed
        can I choose a date for delivery?|card_delivery_estimate
        My transfer to beneficiary didn't go through|beneficiary_not_allowed
        How do I enable contactless pay?|contactless_not_working
        What is the reason for this fee I got after a simple cash withdrawal?|cash_withdrawal_charge
        my daughter needs a card, how do i add her?|getting_spare_card
        My receipt shows an extra charge on my transfer, why is this?|transfer_fee_charged
        May I have another card?|getting_spare_card
        I transferred money yesterday, but it still isn't available?|pending_transfer
        I got a message that I need to verify my identity; what do I do?|verify_my_identity
        Can I unblock my pin?|pin_blocked
        If my kids wanted to use your service how old would they have to be?|age_limit
        price of physical card|order_physical_card
        How do I report a stolen card?|lost_or_stolen_card
        Where is the transaction I made to a friend?|transfer_not_received_by_recipient
        When getting my ID checked, what are the steps involved?|verify_my_identity
        Can this be used to receive my salary?|receiving_money
        Do I get to choose between Visa and Mastercard?|visa_or_mastercard
        After the transfer, the balance did not update.|balance_not_updated_after_bank_transfer
        Why is my card not working?|card_not_working
        Which cards do you guys support? I want to top up using my credit card.|supported_cards_and_currencies
        May I get a disposable virtual card as well?|get_disposable_virtual_card
        how much you charge for exhcange|exchange_charge
        I think someone copied the numbers on my card and is using them.|compromised_card
        How many days until the money will be in my account?|transfer_timing
        My card isn't working|card_not_working
        Is it possible to top up with Apple Pay?|apple_pay_or_google_pay
        So I just put my top-up into the card and it hasn't changed.|pending_top_up
        How do I change my PIN?|change_pin
        Why was I charged an extra fee when using a card?|card_payment_fee_charged
        For some reason, the virtual card won't work for me.|virtual_card_not_working
        How can I unblock a blocked pin number for my account?|pin_blocked
        What is the transfer fee charge?|transfer_fee_charged
        They charged me for paying with my card.|card_payment_fee_charged
        What is my foreign exchange rate?|exchange_rate
        To add money to my account, what currencies can I use?|supported_cards_and_currencies
        What cards and currencies will suffice?|supported_cards_and_currencies
        What is the fastest that I can make a transfer?|transfer_timing
        How can I get a real-life card of my own?|order_physical_card
        I thought cash withdrawals didn't have a fee|cash_withdrawal_charge
        How long does a transfer take from china?|transfer_timing
        I am still awaiting the completion of the transaction.|transfer_not_received_by_recipient
        Where are cards delivered to?|order_physical_card
        How do I find the verification code for my top-up card?|verify_top_up
        I made a transfer and it doesnt' show up in my account.|balance_not_updated_after_bank_transfer
        Why is the cash deposit not showing up in my account?|balance_not_updated_after_cheque_or_cash_deposit
        How can I view the source of my available funds?|verify_source_of_funds
        The card I have doesn't work.|card_not_working
        I would like to make a transfer. How much does it cost?|top_up_by_bank_transfer_charge
        Why is my exchange rate wrong for an item I bought?|card_payment_wrong_exchange_rate
        I should have received a refund however it is not showing on my statement|Refund_not_showing_up
        There is a payment in the App that is not mine.|card_payment_not_recognised
        In exchange for top ups will you take fees?|top_up_by_card_charge
        I believe someone is using my card without my agreement!|compromised_card
        Which ATMs accept this placard ?|atm_support
        What do you need so I can verify my identity?|verify_my_identity
        Can I have my card delivered on a specific day?|card_delivery_estimate
        How can I use American Express to add funds to my account?|supported_cards_and_currencies
        How can I change the PIN? Do I have to go to a real bank?|change_pin
        Can I top up using my car?|topping_up_by_card
        For how long will my transfer be pending?|pending_transfer
        What should I do if I see a payment I didn't make?|card_payment_not_recognised
        The person I sent money to hasn't gotten it yet!|transfer_not_received_by_recipient
        How young can I be to open my own account?|age_limit
        What do I need to do to transfer money into my account?|transfer_into_account
        Where do I go to get the code to verify the top up card?|verify_top_up
        Why was my account deducted from a seller when I didn't approve of it?|direct_debit_payment_not_recognised
        Can you tell me the limits for top ups?|top_up_limits
        Why is my balance the same? I processed a transfer.|balance_not_updated_after_bank_transfer
        How do I know when my card will arrive?|card_arrival
        What is the auto top up function and where can I find that at?|automatic_top_up
        Why are there so many fees on my statement?|extra_charge_on_statement
        Why am I being asked to have an identity check|why_verify_identity
        How do I change my address?|edit_personal_details
        What's the top up limit?|top_up_limits
        How do I get the contactless feature to work for my card?|contactless_not_working
        I am sick of this damn company and want to close out my account.|terminate_account
        I really need money from my card today, but my card is getting declined. Please help!!|top_up_failed
        Can you explain why there is a payment showing twice?|transaction_charged_twice
        When I got cash, my exchange rate was wrong.|wrong_exchange_rate_for_cash_withdrawal
        I need to change my name since I got married|edit_personal_details
        Do transfers from Europe take longer?|transfer_timing
        How to change my address.|edit_personal_details
        Where am I able to use the card?|card_acceptance
        Why did I receive an error message saying that my transfer was not possible?|beneficiary_not_allowed
        Do I get a choice between Visa and Mastercard?|visa_or_mastercard
        My card's frozen, what can I do?|pin_blocked
        Is it possible to have both a Visa and a Mastercard from you?|visa_or_mastercard
        Is there a charge or discount if I use a European bank in a top up?|top_up_by_card_charge
        I can't transfer money from my account.|declined_transfer
        Do you know the closest ATM?|atm_support
        I didn't get cash from an ATM, but the app says I did|cash_withdrawal_not_recognised
        What are all the currencies and cards supported to use this?|supported_cards_and_currencies
        What can I use a virtual disposable card for?|disposable_card_limits
        How do I link one your card if I have one already?|card_linking
        I will need to get a new card soon, how do I order?|card_about_to_expire
        What is the purpose of the extra fee that is showing up on my statement?|extra_charge_on_statement
        why hasn't my top up gone through yet|pending_top_up
        How can I tell what the limit is to top-ups?|top_up_limits
        I tried to take out cash but the amount isn't right, so what do I do?|wrong_amount_of_cash_received
        Can I have a second card?|getting_spare_card
        I like to Mastercard rather than Visa.|visa_or_mastercard
        I'd like more information about choosing a Visa or Mastercard.|visa_or_mastercard
        How much will I get with the exchange rate?|exchange_rate
        I was mugged and everything taken. What do I do to protect my account?|lost_or_stolen_phone
        Cash I didn't get shows in my app.|cash_withdrawal_not_recognised
        I would like a refund for something I bought|request_refund
        Please help me get a virtual card.|getting_virtual_card
        My address has updated and I need to change it.|edit_personal_details
        I want to use bank transfer for topping up my account. How is it handled?|transfer_into_account
        Hello. Can you tell me if you use Visa or Mastercard?|visa_or_mastercard
        I'm starting to think my card is lost because it still hasn't arrived, can you help?|card_arrival
        Are there any fees if I use a European bank card for a top up?|top_up_by_card_charge
        There was an extra charge when I made a transfer.|transfer_fee_charged
        Will I be charged for a SEPA transfer?|top_up_by_bank_transfer_charge
        Are there any hindrances to using a disposable virtual card?|disposable_card_limits
        How long do i have to wait for a transfer to reach my account?|transfer_timing
        How do I transfer money using a credit card?|topping_up_by_card
        I need your help in deleting my account.|terminate_account
        ATM still has my card|card_swallowed
        Do I need to establish I am paid in GBP before a transfer?|receiving_money
        How many days does it take until funds are in my account?|transfer_timing
        Is there an age minimum?|age_limit
        Do you accept exchanges to EUR?|fiat_currency_support
        My ATM transaction was unsuccessful.|declined_cash_withdrawal
        I accidentally blocked my PIN. How do I reset it?|pin_blocked
        Can I make transfers before identity verification?|why_verify_identity
        Has the check I deposited cleared to I can get the cash?|balance_not_updated_after_cheque_or_cash_deposit
        The app doesn't recognize me.|unable_to_verify_identity
        Why couldn't I complete a transfer?|failed_transfer
        How can I check the source of my fund?|verify_source_of_funds
        Will filling stations accept my card?|card_acceptance
        Can I change the amount I made on a payment that I made to the payment is correct.|cancel_transfer
        How do I know if my top up was unsuccessful?|top_up_failed
        Can I receive a new card while I am in China?|card_about_to_expire
        What is the limit to a top-up?|top_up_limits
        What kind of foreign exchange rate will I get when I exchange my money?|exchange_rate
        How does my identity get verified?|verify_my_identity
        What is the number of days I have to wait for my Europe transfer?|transfer_timing
        What steps do I take to verify my identity?|verify_my_identity
        My statement doesn't show that a refund has processed|Refund_not_showing_up
        What happened to my top-up?|top_up_reverted
        Exchange rate for my cash withdrawal is wrong|wrong_exchange_rate_for_cash_withdrawal
        how can i top up?|topping_up_by_card
        Since my card is about to expire, I need a new one.|card_about_to_expire
        My top up is pending.|pending_top_up
        Are there any extra fees for adding money into the international card?|top_up_by_card_charge
        I have a pending cash withdrawal|pending_cash_withdrawal
        Can someone assist me by explaining why my card is not working?|card_not_working
        I would like to exchange currencies, but is there an extra charge to do so?|exchange_charge
        Can a card stop working?|card_not_working
        I'm running out of money, can I auto top up?|automatic_top_up
        I need to use my disposable card multiple times a day, is there a cutoff limit?|disposable_card_limits
        My card's expiring, what happens now?|card_about_to_expire
        What countries do you currently do business in?|country_support
        How can I withdraw money?|atm_support
        How much is the fee for a SEPA transfer?|top_up_by_bank_transfer_charge
        What kind of fiat currency can I used for holding and exchange?|fiat_currency_support
        I got a extra €1 fee in my statement|extra_charge_on_statement
        My password isn't being accepted and I need to reset it.|passcode_forgotten
        I need to edit the personal details section of my account|edit_personal_details
        app does not recognize me|unable_to_verify_identity
        Is it normal to have to wait over a week for my new card?|card_arrival
        Ordered awhile back, what is the ETA in the US?|card_delivery_estimate
        What's the refund process?|request_refund
        My card was declined in a shop|declined_card_payment
        If I don't want a physical card can i get a virtual version?|getting_virtual_card
        How can I get the cash deposit to show up on my account?|balance_not_updated_after_cheque_or_cash_deposit
        Why isn't my PIN available yet?|get_physical_card
        Is it possible to deposit money in GBP?|receiving_money
        There is a payment that is not mine in the app. Please advise/|card_payment_not_recognised
        Please tell me about SWIFT transfers at this bank.|top_up_by_bank_transfer_charge
        How long does shipping take to get to a US destination?|card_delivery_estimate
        How do I transfer money to my account?|transfer_into_account
        Can I give my friends access to my account so they can top it up for me?|topping_up_by_card
        There is an extra charge on my app that I was not told about or I was aware of!|extra_charge_on_statement
        I want to know where the funds come from.|verify_source_of_funds
        My card got lost.|lost_or_stolen_card
        How old do you have to be to get an account?|age_limit
        I have not received the amount of cash i was supposed to.|wrong_amount_of_cash_received
        Tell me how to cancel a transfer.|cancel_transfer
        I am seeing pending from the card payment I made.|pending_card_payment
        How are currencies exchanged?|exchange_via_app
        Where does all this money come from though?|verify_source_of_funds
        Why is my debit card being declined when I have money?|declined_card_payment
        Salary in GBP has been received, does it need to be configured elsewhere?|receiving_money
        Someone transferred money to me and it doesn't show|pending_transfer
        I want a refund for my purchase|request_refund
        Why didn't the ATM give me my money?|declined_cash_withdrawal
        I am unhappy with my purchase, how do I cancel the order?|request_refund
        I don't like your company. Delete my account.|terminate_account
        How can I get a new card ASAP to replace an old, soon to expire one?|card_about_to_expire
        I want to withdraw money, where can I go?|atm_support
        I need to change my account details|edit_personal_details
        Is it possible to use my credit card to transfer money?|topping_up_by_card
        If I need more cards, are there any fees?|getting_spare_card
        Why do you require so many details about my identity?|why_verify_identity
        What do I need to do to get a refund?|request_refund
        How do I unblock my card using the app?|card_not_working
        How does tranferring money into my account work?|transfer_into_account
        Why was I charged multiple times for the same thing?|transaction_charged_twice
        Does your system support multiple currency.|fiat_currency_support
        My card suddenly quit working.|card_not_working
        The transactions showing up are strange, I think my card was used without me knowing.|compromised_card
        I'm not in the UK, can I still get a card?|country_support
        Where can I find the verification code on a top-up card?|verify_top_up
        why isnt top up working|top_up_failed
        Where can I find your locations?|country_support
        How do I become aware of where my funds come from?|verify_source_of_funds
        I want a virtual card!|getting_virtual_card
        How do I exchange my GBP to AUD?|exchange_via_app
        What is the top-ups limit?|top_up_limits
        I could not get my transfer to happen correctly and was wondering why?|failed_transfer
        Is this where I order a virtual card?|getting_virtual_card
        There is a suspicious direct debit payment.|direct_debit_payment_not_recognised
        I lost my password|passcode_forgotten
        how do I link a card I already have?|card_linking
        Can I reactivate my PIN?|pin_blocked
        I would like to close my account.|terminate_account
        I tried to get $100 but I just got $20|wrong_amount_of_cash_received
        I have been charged with a fee for paying with my card.|card_payment_fee_charged
        What would the approximate delivery date be if I transferred something urgently to China?|transfer_timing
        I tried to top up. Why was it denied?|top_up_failed
        I need help changing my last name on my account.|edit_personal_details
        The app reverted what I topped up.|top_up_reverted
        May I choose between Visa and Mastercard?|visa_or_mastercard
        What do I do if I think someone managed to get my card information?|compromised_card
        The app wouldn't accept my top up.|top_up_reverted
        I won't verify my identity.|why_verify_identity
        Will my card be accepted all over the world?|card_acceptance
        What's the limit on automatic top-up?|automatic_top_up
        Is there supposed to be a fee for the transfer I made?|transfer_fee_charged
        Why are my payments showing pending?|pending_card_payment
        How do I deposit cash into my account?|top_up_by_cash_or_cheque
        The app failed to verify my identity.|unable_to_verify_identity
        Freeze my account it's been hacked.|compromised_card
        It looks like someone else withdrew cash from my account, can you help?|cash_withdrawal_not_recognised
        Why is there a charge on my account for taking out cash?|cash_withdrawal_charge
        How do I get a physical card?|order_physical_card
        Why was I overcharged a pound!?|extra_charge_on_statement
        My PIN is blocked, what do I do?|pin_blocked
        unhappy with you, how to delete account|terminate_account
        Can you provide a reason as to why my transfer did not work?|failed_transfer
        What is my card's PIN?|get_physical_card
        I just got this card & I don't know how to activate it.|activate_my_card
        My card payment did not work.|declined_card_payment
        Why have I been charged twice for the same transaction?|transaction_charged_twice
        What do I have to do to get a Visa credit card?|visa_or_mastercard
        My address has changed.|edit_personal_details
        When do I receive my PIN|get_physical_card
        I can't get money out of the ATM|declined_cash_withdrawal
        What is the reason that my card payment was cancelled?|reverted_card_payment?
        There is a cash withdrawal transaction that I am unsure of.|cash_withdrawal_not_recognised
        What is the wait time for a transfer from the US?|transfer_timing
        CAN YOU EXPLAIN HOW TO TRANSFER MONEY INTO MY ACCOUNT FOR ME?|transfer_into_account
        How can I freeze a stolen card?|lost_or_stolen_card
        I need to know your exchange rates.|exchange_rate
        I need to reset my passcode. How do I do it?|passcode_forgotten
        I would like a refund on the extra pound I was charged.|extra_charge_on_statement
        My withdrawal was cancelled.|declined_cash_withdrawal
        I would like to revert a transaction I did this morning|cancel_transfer
        What kind of cash machines would allow me to change my PIN?|change_pin
        Who can top up my accounts?|topping_up_by_card
        How man currencies can I hold?|fiat_currency_support
        The cash I tried to draw from the ATM was not approved.|declined_cash_withdrawal
        I want a card. What is the procedure?|order_physical_card
        Where are my funds coming from? I need to know.|verify_source_of_funds
        My top-up isn't working.|top_up_failed
        What is the verification code on a top-up?|verify_top_up
        How do I receive my physical card|order_physical_card
        Do you use Mastercard or Visa?|visa_or_mastercard
        Why was I charged a fee when I paid with card?|card_payment_fee_charged
        Why is a payment showing up on my card as pending?|pending_card_payment
        i want to track the card you sent|card_arrival
        I transferred my funds, why did it not go through?|failed_transfer
        Someone stole my phone yesterday :( is there anything I need to do?|lost_or_stolen_phone
        how do i change name?|edit_personal_details
        Is there a fee for exchanging foreign currencies?|exchange_charge
        What all is needed to verify the top-up card?|verify_top_up
        Do I have to pay for exchanging currencies?|exchange_charge
        Does it cost anything for exchanges?|exchange_charge
        I was at an ATM and it swallowed my card.|card_swallowed
        Nothing goes through on my card.|card_not_working
        How do I use auto top up?|automatic_top_up
        I am from the EU, can I sign up?|country_support
        I've received my card so now I need to know how to sync it to the app.|card_linking
        What ATMs will accept this type of card?|atm_support
        Whats the delivery time to the United States?|card_delivery_estimate
        If I am overseas, how do I change my pin?|change_pin
        There is a odd withdrawal on my account.|cash_withdrawal_not_recognised
        I can't recall my passcode and need to reset it.|passcode_forgotten
        The transfer is coming up as pending the payment is due today. Will I be charged a fee?|pending_transfer
        I tried verifying my ID, but it won't let me.|unable_to_verify_identity
        My card broke.|card_not_working
        Why would I be charged more than once for the same transaction?|transaction_charged_twice
        What are the charges for receiving money?|top_up_by_bank_transfer_charge
        Why does my account have a pending cash withdrawal?|pending_cash_withdrawal
        Are there limits to top-ups?|top_up_limits
        I have waited 15 days, but my payment still hasn't cleared.|pending_card_payment
        What methods can I use to top up my account?|top_up_by_cash_or_cheque
        Do you do SWIFT transfers?|top_up_by_bank_transfer_charge
        My card doesn't work.|card_not_working
        What do you need to verify my identity?|verify_my_identity
        How do I select a Mastercard instead of a Visa?|visa_or_mastercard
        The app said I withdrew cash at an ATM and I didn't|cash_withdrawal_not_recognised
        What is the point of an identity check?|why_verify_identity
        Do you have a top-up limit?|top_up_limits
        May I exchange currencies with this?|exchange_via_app
        How to decide if I get a Visa or Mastercard?|visa_or_mastercard
        If I make a top-up are there charges applied?|top_up_by_bank_transfer_charge
        My top-up was reverted, why did this happen?|top_up_reverted
        I was supposed to get a purchase refunded but I don't see the money in my account|Refund_not_showing_up
        Tell me how many transactions I can do with a disposable card.|disposable_card_limits
        Can you tell me how to order a virtual card?|getting_virtual_card
        Can I space out how often money is transferred along my travels?|automatic_top_up
        Is there any way to cancel a transfer?|cancel_transfer
        Why would I have a pending payment?|pending_card_payment
        I just have one other card from the US. Is that okay?|supported_cards_and_currencies
        So what about the card PIN?|get_physical_card
        How do I cancel my transfer?|cancel_transfer
        where in the app can i find out about my new pin|get_physical_card
        What are the steps I need to take to verify my identity?|verify_my_identity
        I would like to delete my account.|terminate_account
        Am I able to change my PIN at any cash machines?|change_pin
        I can't verify my identity.|unable_to_verify_identity
        How can I tell if there is a top-up limit?|top_up_limits
        I had a duplicate card and got charged twice. How do I resolve this?|transaction_charged_twice
        Is it possible to edit my personal details on the app?|edit_personal_details
        How do I accept exchanges to EU?|fiat_currency_support
        Are there certain ATMs that I can use this card at?|atm_support
        My pin was blocked, how do I make it so I can use it?|pin_blocked
        what is the exchange rate?|exchange_rate
        Does this card work everywhere?|card_acceptance
        Where has my available money come from?|verify_source_of_funds
        Is there a reason why my transaction is taking so long?|transfer_not_received_by_recipient
        How long will it take for my transaction to be completed?|transfer_not_received_by_recipient
        Why did I get a transfer declined?|declined_transfer
        What are the steps to verify my identity?|verify_my_identity
        It will be fine to use at any establishment that accepts Mastercard.|card_acceptance
        Am I able to get a card in EU?|country_support
        Is there a fee for topping up|top_up_by_card_charge
        I'm still waiting on my card to be delivered.|card_arrival
        Can you tell me what the transfer policy is?|top_up_by_bank_transfer_charge
        Is their a fee for top ups?|top_up_by_card_charge
        Paying in card resulted in a fee|card_payment_fee_charged
        My card was topped this morning but I can't see the funds. Why didn't it complete?|pending_top_up
        I'm looking for the option to top up by cheque.|top_up_by_cash_or_cheque
        When topping up by transfer, will I be charged?|top_up_by_bank_transfer_charge
        I'm still waiting for delivery of my new card, why is it taking so long?|card_arrival
        Where do I need to go in the app to enter my card info?|card_linking
        Where do I find the exchange rate?|exchange_charge
        Why am I required to verify my identity?|why_verify_identity
        Why am I seeing a transfer fee?|transfer_fee_charged
        How do I top up my card using your app? I'm new to this.|topping_up_by_card
        I want to buy cryptocurrency, but your app doesn't let me. Why?|beneficiary_not_allowed
        I'd like to cancel a transfer|cancel_transfer
        Is it possible for me to get a virtual card?|getting_virtual_card
        There was an error in exchange rate for my cash withdrawal|wrong_exchange_rate_for_cash_withdrawal
        I lost my card|lost_or_stolen_card
        What fiat currencies are used for holding transactions?|fiat_currency_support
        What are the fees of using an international card to add money?|top_up_by_card_charge
        How long does a funds transfer take from one back to another?|transfer_timing
        Can you tell me why my top up was reverted?|top_up_reverted
        I need to change my PIN.|change_pin
        Do you know if there is a tracking number for the new card you sent me?|card_arrival
        My card was taken by the ATM.|card_swallowed
        I have completed a transfer but it is not showing up.|balance_not_updated_after_bank_transfer
        I'd rather not verify my identity.|why_verify_identity
        What information do you need to verify my Source of Funds?|verify_source_of_funds
        How can I start using my card?|activate_my_card
        I am highly unsatisfied with this company and want to delete my account!|terminate_account
        Can you help me reset my password?|passcode_forgotten
        I forgot my code to get into the app.|passcode_forgotten
        What is accepted in regards to cards and currencies?|supported_cards_and_currencies
        Why would a transfer fail?|failed_transfer
        How old do you have to be to be able to open an account?|age_limit
        How long will it take for the card to arrive?|card_delivery_estimate
        If there isn't much money left can it automatically top-up?|automatic_top_up
        Why can't I see a recent refund in my statement?|Refund_not_showing_up
        The app reverted my action when I topped up.|top_up_reverted
        What is the exchange fee?|exchange_charge
        How long does it take for a transfer to get to a recipient?|transfer_not_received_by_recipient
        I want to change my personal details.|edit_personal_details
        When can I expect my card to be delivered to the US?|card_delivery_estimate
        I would like to transfer some money from my other bank account into this one.|transfer_into_account
        Why do you need code verification for my top up?|verify_top_up
        Where is the nearest bank machine?|atm_support
        My non-physical card will not work|virtual_card_not_working
        Where is the virtual card located?|getting_virtual_card
        When using a US card, what is the cost for a top up/off?|top_up_by_card_charge
        whats the exchange charge|exchange_charge
        What are the charges for US cards with top up.|top_up_by_card_charge
        Will I always be charged a fee for using my card?|card_payment_fee_charged
        I didn't get all the cash I requested for at the ATM|wrong_amount_of_cash_received
        Why has my card payment been reverted?|reverted_card_payment?
        Where is my new card? I have been waiting a week!|card_arrival
        Do you have a list of exchange rates?|exchange_rate
        How do I avoid getting charged a fee on my card?|card_payment_fee_charged
        I am having difficulties to verify my identity.|unable_to_verify_identity
        I desperately need to change my PIN, but I'm overseas on vacation right now. How can I do this?|change_pin
        Why did I not get my cash back after I withdrew?|wrong_amount_of_cash_received
        I cannot prove my own identity.|unable_to_verify_identity
        My American Express is in my Apple Pay and the top up is failing, why?|apple_pay_or_google_pay
        Are there restrictions for ordering extra cards?|getting_spare_card
        how come my transfer didn't work|failed_transfer
        I don't understand how to top up my account, can you please explain the process?|transfer_into_account
        where to funds come from|verify_source_of_funds
        Help me reset the passcode.|passcode_forgotten
        I forgot the code to access the app.|passcode_forgotten
        I need my card as soon as possible.|card_delivery_estimate
        Why does my statement have these extra charges?|extra_charge_on_statement
        How do I interconvert between AUD and GBP?|exchange_via_app
        There must be an issue, why has my card been cancelled?|reverted_card_payment?
        I am experiencing difficulty providing my identity.|unable_to_verify_identity
        In what ATM can I change my pin?|change_pin
        Why do I have a pending cash withdrawal?|pending_cash_withdrawal
        How do I make sure I don't run out of money on my card while traveling?|automatic_top_up
        What do I do if I notice a strange withdrawl in my statement?|cash_withdrawal_not_recognised
        I had a transfer blocked|beneficiary_not_allowed
        My top up hasn't worked, it's been stuck in pending for the last couple hours|pending_top_up
        When I want to transfer money to my account, how can I do that?|transfer_into_account
        I ordered a card but it has not arrived. Help please!|card_arrival
        This Direct Debit payment may not be right.|direct_debit_payment_not_recognised
        does it cost to exchange currencies?|exchange_charge
        What is the time frame for a transfer from the US?|transfer_timing
        My bags were stolen. I need a new card but need to cancel the stolen one.|lost_or_stolen_card
        The app doesn't show the card I received.|card_linking
        Why do I have to verify my identity?|why_verify_identity
        This company sucks! Can you delete my account?|terminate_account
        Is there a maximum i can top up?|top_up_limits
        Why is there an extra charge for money that was withdrawn?|cash_withdrawal_charge
        What currencies can I hold money in?|fiat_currency_support
        Why wouldn't the contactless payment work when I tried to pay at the bus today?|contactless_not_working
        Where is the cash from my cheque I recently deposited?|balance_not_updated_after_cheque_or_cash_deposit
        This company is terrible! Can you delete my account?|terminate_account
        Where can you deliver cards?|order_physical_card
        I bought something in a foreign currency but the rate applied is wrong!|card_payment_wrong_exchange_rate
        Are there any extra hidden fees for exchanging currencies?|exchange_charge
        Why am i to verify the top-ups?|verify_top_up
        Help! I can't find my card.|lost_or_stolen_card
        Please delete my account. I am not happy with the service from your company.|terminate_account
        Can you tell me why I noticed a $1 charge on my statement?|extra_charge_on_statement
        I couldn't make a transfer to a beneficiary!|beneficiary_not_allowed
        There are transactions I didn't make, someone else must have used my card.|compromised_card
        What places can I use my card?|card_acceptance
        What are the countries you operate in.|country_support
        Why is your exchange rate for my card payment wrong|card_payment_wrong_exchange_rate
        Your exchange rate is totally wrong for my card payment|card_payment_wrong_exchange_rate
        I can't see my latest bank transfer|balance_not_updated_after_bank_transfer
        Can I have a auto top-up when my account is short?|automatic_top_up
        How old do my children need to be to open an account?|age_limit
        Show me how to change my pin?|change_pin
        What are the rules to where I can use my card?|card_acceptance
        what is the most i can top up?|top_up_limits
        how much can i top up?|top_up_limits
        How many virtual cards do I get?|disposable_card_limits
        How much does it cost to exchange currencies?|exchange_charge
        The money would not transfer to a beneficiary.|beneficiary_not_allowed
        Is there a charge for topping up by transfer?|top_up_by_bank_transfer_charge
        can i do a transfer with swift|top_up_by_bank_transfer_charge
        How do I get my top-up verification code?|verify_top_up
        My refund is missing|Refund_not_showing_up
        I want to choose a different PIN.|change_pin
        Why was a transfer to an account not allowed?|beneficiary_not_allowed
        I can't find my card and think it may have been stolen.|lost_or_stolen_card
        Help me. There is a Direct Debit that I didn't make.|direct_debit_payment_not_recognised
        What is the limit to top-up?|top_up_limits
        Please help me to know the status of my card payment as its pending since a while.|pending_card_payment
        I don't know how to top up my Google pay.|apple_pay_or_google_pay
        What's the deal? My card was just denied for top up. Why is it not going through?|top_up_failed
        why do your exchange rates change|exchange_rate
        I have tried to use my card several times and it does not work.|card_not_working
        There is a payment that is not mine.|card_payment_not_recognised
        Can I verify the source of my funds?|verify_source_of_funds
        I am seeing an extra fee on my statement what is that for?|extra_charge_on_statement
        What is the tracking number for my card that was mailed?|card_arrival
        help me obtain a virtual card|getting_virtual_card
        I read about the auto-top up function, but can't find it in the app.|automatic_top_up
        it appears my luggage is lost|lost_luggage
        who made you|who_made_you
        i want to know the ingredients for making pizza|ingredients_list
        i want a recipe for roasted veggies|recipe
        tell me what to call you|what_is_your_name
        spell the word aaron|spelling
        can i purchase a vacation using this|pto_request
        make a roll of the dice|roll_dice
        whats the current exchange rate between usd and eur|exchange_rate
        i want my phone to be disconnected from you|sync_device
        find the closest cvs near galleria mall|directions
        you call me what|user_name
        is milk on my shopping list|shopping_list
        how would you categorize the pets you have|do_you_have_pets
        confirm my reservation for joe at hoss's|confirm_reservation
        turn volume up to 4|change_volume
        what's the spanish word for pasta|translate
        i think there's a fraudulent charge from mcdonald's on my account|report_fraud
        can you tell me what name you have for me|user_name
        do you know how i can change my insurance policy|insurance_change
        how does one say wonderful in german|translate
        how long does it take to cook steaks|cook_time
        are you a human or ai computer based|are_you_a_bot
        i want you to call me bailey|change_user_name
        tell me the nutrition facts for shepherd's pie|nutrition_info
        thanks so much ai|thank_you
        assure my bank i really am going to california|travel_notification
        what is the calorie content in spaghetti|calories
        am i supposed to attend any meetings today|meeting_schedule
        is there a fee for using my card in portland|international_fees
        how many vacation days do i still have available|pto_balance
        can you order me some nacho chips|order
        now reset your factory settings|reset_settings
        tell my bank i'm in canada the entire week of the 6th to the 13th|travel_notification
        get my paycheck to direct deposit|direct_deposit
        can you get me recipes for eggs please|recipe
        do you have cats or dogs or something else as a pet|do_you_have_pets
        i need a recipe for chili|recipe
        tell me mr joes pizza average wait time|how_busy
        what do i need to make brownies|ingredients_list
        say my name|user_name
        is a travel visa required to visit paraguay|international_visa
        who can i talk to above you|who_do_you_work_for
        where do i look to get a w2|w2
        i want to be called timothy|change_user_name
        tell me what the point of life is|meaning_of_life
        is there any consensun regarding lifes true meaning|meaning_of_life
        place an order for my whole shopping list|order
        i need a pasta recipe|recipe
        connect to my device|sync_device
        please tell me the current location|current_location
        350 set the oven|smart_home
        book a car rental to miami florida today|car_rental
        what interest rate am i getting from bank of america|interest_rate
        is bowling on my calendar|calendar
        how often should i change the oil|oil_change_when
        when should i get the oil changed in my car|oil_change_when
        i need to find my credit score|credit_score
        how's my gasoline how much do i have left|gas
        book me a hotel in jacksonville near the stadium from january 1st to 3rd|book_hotel
        i need to cancel my reservation after all, please|cancel_reservation
        tell me nutritional info for fish|nutrition_info
        today is the day i should pay my electric bill|pay_bill
        start over using factory setting|reset_settings
        hows the city mpg of this car|mpg
        where is the closest bathroom to the statue of liberty|directions
        remind me of the items on my list of things to remember|reminder
        what's the date on my last pay stub|payday
        tell my bank's fraud department i'm going to mexico|travel_notification
        i am not understanding the language you are responding in; switch it for me|change_language
        i need help to transfer my 401k|rollover_401k
        i cannot use my card cuz it's damaged|damaged_card
        how healthy is blueberrys|nutrition_info
        do i have enough in my wells fargo account to get some nike's|balance
        what is the calorie count of a burrito|calories
        i would like information on the meaning of life|meaning_of_life
        what items are on my list of to-dos|todo_list
        put a block on bank of amerian immediately|freeze_account
        let me know what tomorrow's date is|date
        what day it today|date
        ai, refer to me as deb when answering me|change_user_name
        are there travel alerts in mexico|travel_alert
        please let me know the status of my vacation request|pto_request_status
        create a reminder to wash the dishes|reminder_update
        nice seeing you bye|goodbye
        what's the spanish word for dog|translate
        inform my bank i'm seeing italy|travel_notification
        i need more checkbooks mailed as soon as possible|order_checks
        how might i say hello if i were scottish|translate
        would you let me know the status of my american airlines flight|flight_status
        we'd like an uber for 4 to take us to the olive garden|uber
        i want to use spanish with you|change_language
        i need to track my order|order_status
        i need to use my credit points|redeem_rewards
        what type of gas should i use|gas_type
        give me a amusing fact about wolf|fun_fact
        is it possible to set a timer|timer
        what is the expiration date for those eg|food_last
        is there traffic on the way|traffic
        where is my package en route|order_status
        go ahead and hold a conference room for friday at 11 am, please|schedule_meeting
        who controls you|who_do_you_work_for
        flip a coin and tell me if it's heads|flip_coin
        can you spell out "annulment|spelling
        could you please put a stop on my bank account|freeze_account
        direct deposit|direct_deposit
        please tell me how to find out when my rent is due|bill_due
        how many more miles can i drive on my current tank|gas
        call sal|make_call
        show my position on the map|current_location
        can you pair yourself with my phone please|sync_device
        i want to tell susan that the meeting has been cancelled|text
        how long does it take for a credit card to be reissued and mailed to me|replacement_card_duration
        how long does it take to get to el paso on a bus|distance
        call alexa at home|make_call
        will this recipe still be good if i use milk instead of eggs|ingredient_substitution
        how many days on holiday do i have|pto_balance
        find me a recipe for chili|recipe
        i need to know where the hospital closest to me is|directions
        i'm not sure how to set up direct deposit|direct_deposit
        call me mike from now on|change_user_name
        i would like to check my rewards for my debit card|rewards_balance
        what does my shopping list contain|shopping_list
        can you give me a american dinner suggestion|meal_suggestion
        can you share a humorous joke with me|tell_joke
        i need instructions to walk me through jump starting my car|jump_start
        how can i find a new credit card to apply to|new_card
        tell me the nutrition info for a cup of milk|nutrition_info
        what are the reviews like for l'auberge aubergine|restaurant_reviews
        in which time zone does denver reside|timezone
        block my american saving bank for now|freeze_account
        can you overnight me a few checkbooks|order_checks
        my online bill has some items that i didn't purchase from penneys|report_fraud
        how do my health benefits work|insurance
        how much time do i have to keep tofu in the freezer before it goes bad|food_last
        please allow my account to freeze|freeze_account
        i need to book a flight on jet blue to boston from new york|book_flight
        hush|cancel
        get a text to mark|text
        what's the mileage to get the the taj mahal in atlantic city|distance
        is there traffic on the way to work|traffic
        i have a car payment that needs to be paid|pay_bill
        what is the current time in dallas|time
        are socket converters needed if i'm going to cape town|plug_type
        tell me when i last had my oil changed|last_maintenance
        i would like to know my debit card's rewards balance|rewards_balance
        can you find me a brisket recipe|recipe
        let me know what ingredients i need to make pasta|ingredients_list
        what are some of your hobbies|what_are_your_hobbies
        i don't remember buying this|report_fraud
        take grocery shopping off my todo list|todo_list_update
        please play that song that goes, "starships were meant to fly|play_music
        where do i go if i am seeking the routing number of dallas capital|routing
        what does my checking account at chase earn in interest|interest_rate
        i want to change the oil in my car but i do not know how to do it can you help|oil_change_how
        tell me my current health plan|insurance
        do you know the total for taxes for my income|taxes
        how much is my telephone bill this month|bill_balance
        please try to confirm my reservation for jim at barney's|confirm_reservation
        lets play some music by korn|play_music
        how do you make fried rice|recipe
        where would the routing number for first utah be located|routing
        the temperature at ac is what|smart_home
        what is the expiration month of my card|expiration_date
        how do i get that tax form from my employer|w2
        i'm afraid my luggage has gone missing|lost_luggage
        is there a certain kind of fuel needed|gas_type
        get mom on the phone|make_call
        how expensive is my internet|bill_balance
        would you consider someone else your boss|who_do_you_work_for
        i will rollover my 401k|rollover_401k
        how high is my credit limit|credit_limit
        i need to bring my car in because the check engine light is staying lit|schedule_maintenance
        what timezone do they use in arizona|timezone
        how healthy is rice|nutrition_info
        spell curiosity for me|spelling
        can i put in a pto request for september 1st to september 8th|pto_request
        thank you ai for everything you do|thank_you
        let me know how you are doing|greeting
        tell me nutritional info for lettuce|nutrition_info
        what is my credit limit on my discover|credit_limit
        can you monitor my package's progress|order_status
        did i take my car to the mechanics recently|last_maintenance
        play the next song please if you would|next_song
        false|no
        my card got declined; why|card_declined
        it is damaging to my credit score if i miss one credit card payment|improve_credit_score
        what do people think of the new burger at mcdonalds|restaurant_reviews
        i want to rollover my 401k , can i|rollover_401k
        pull up everything i need to make a pasta dish|ingredients_list
        how do i know if it is time to replace my tires|tire_change
        what is the carry-on policy for flights on transaero|carry_on
        i have used how much pto so far|pto_used
        please let my bank know that i will be visiting spain from june 12th to the 24th|travel_notification
        remind me to exercise|reminder_update
        explain my health benefits|insurance
        when does this car need oil changes|oil_change_when
        remove grocery shopping from todo list|todo_list_update
        how many calories are in a sandwich|calories
        i would like to book a place to stay in phoenix from the 5th to the 9th of march|book_hotel
        do you have any idea if central needs reservations|accept_reservations
        what's the right way to spell "emolument|spelling
        make a reservation for chik-fil-a at 3 o' clock please|restaurant_reservation
        go back to factory settings|reset_settings
        help me change my oil|oil_change_how
        i need to get a mastercard somehow|new_card
        how is the weather looking in seattle|weather
        may i increase my credit limit by 500 dollars|credit_limit_change
        yes is my answer|yes
        what's the month, year, and day that my card expires|expiration_date
        i have a false charge on my account from mcdonald's|report_fraud
        my tires are filled enough or no|tire_pressure
        i want to know my credit rating|credit_score
        i want to put this on my rock playlist|update_playlist
        do you have any idea if the flying wing does reservations|accept_reservations
        book a rental car to rhode island for friday, tomorrow|car_rental
        tell me when i'll need new tires|tire_change
        search for chili recipes|recipe
        please confirm my reservation for bar les freres at 7|confirm_reservation
        i must understand the nearest gas station to glendale|directions
        do you know what song is playing on the speaker|what_song
        how many days later is it okay to eat curry that was in the fridge|food_last
        what's your home country|where_are_you_from
        thanks for all your help|thank_you
        your speech slower it|change_speed
        i think i owe about 100 left on my bills, am i forgetting anything|bill_balance
        find out for me when my car is next due for an oil change|oil_change_when
        i want to start calling you owen|change_ai_name
        please make sure the volume stays at 4|change_volume
        i am in the market for a new insurance plan|insurance_change
        make a 10 minute timer|timer
        i seem to have lost my luggage! what are my options now|lost_luggage
        please reset to factory settings|reset_settings
        when did i take my car to the shop last|last_maintenance
        how full is the gas tank|gas
        will i need a plug converter when i visit costa rica|plug_type
        can you get paired to my phone right away|sync_device
        please tell me how traffic from the new jersey turnpike into the lincoln tunnel looks currently|traffic
        give me a joke about the topic of television|tell_joke
        i need you to cancel my reservation for 5 at red robin|cancel_reservation
        has my vacation time been approved|pto_request_status
        is it ok if i use some of my pto on may 24th to may 29th|pto_request
        give me the results of a coin flip|flip_coin
        please let me know how many days i've taken off|pto_used
        tell me a joke about the topic of mice|tell_joke
        are you human|are_you_a_bot
        what's the status of my southwest flight|flight_status
        change settings to sound like a female|change_accent
        i was at publix trying to buy some food but my card wouldnt work|card_declined
        what time is it in california|time
        move forward one song|next_song
        how can i get a limit increase on my discover card|credit_limit_change
        for my savings account i would like to know the interest rate|interest_rate
        louder please|change_volume
        how many calories does an orange have|calories
        check meeting room availability between one and three pm|schedule_meeting
        could you help me locate my phone, please|find_phone
        when is my electric bill due by|bill_due
        help me add this song to my country music playlist|update_playlist
        is vacation a go|pto_request_status
        what is the meaning of the word girn|definition
        text laura i'll be late for dinner|text
        can i fly from atlanta to san francisco for less than 100 dollars|book_flight
        what is the shipping status of my replacement card|replacement_card_duration
        when is my electricity due date|bill_due
        do you have any recommendations for korean|meal_suggestion
        what location were you born|where_are_you_from
        add this to my rock playlist|update_playlist
        what do my pto days amount to|pto_balance
        what sort of plug is used in the caribbean|plug_type
        how could we convert centimeters to inches|measurement_conversion
        what is the highway mpg on this car like|mpg
        how much do i owe visa|bill_balance
        give me your name so i can use you|what_is_your_name
        play a song|play_music
        whats the total of my taxes|taxes
        can you cancel that request|cancel
        how much is one us dollar in british pounds|exchange_rate
        that will be all have a nice day!|goodbye
        what subjects or areas are you familiar with|what_can_i_ask_you
        please return to default settings|reset_settings
        in x, help me book a car|car_rental
        what is amount of time it takes to get a new credit card i lost mine recently|replacement_card_duration
        what date do i get paid|payday
        where should i eat|restaurant_suggestion
        what oil do i use when changing oil and how do i do it|oil_change_how
        help me rollover my 401k|rollover_401k
        what firm do you work for|who_do_you_work_for
        i have to make a phone call|make_call
        thanks for helping|thank_you
        what is the correct spelling of the word comity, since i do not know|spelling
        can i make a phone call|make_call
        correct my account pin to 1234 on my checking account|pin_change
        what am i gonna need for sushi|ingredients_list
        milk can stay in my fridge for how long|food_last
        must call my bank about my travel plans|travel_notification
        i was wondering what my credit score is|credit_score
        how many carry ons can i take on a flight with delta to seattle|carry_on
        i need to be reminded to do something|reminder_update
        can i use lettuce instead of rice|ingredient_substitution
        is my reservation set for john at bardenay|confirm_reservation
        how do i switch insurance plans|insurance_change
        add this song to my rock playlist|update_playlist
        is my routing number on my account page|routing
        who do i contact about updating my insurance|insurance_change
        you take sweeping of my todo list|todo_list_update
        how can i fix my card being declined|card_declined
        i want to try a meal from ireland|meal_suggestion
        can i swap chili for sloppy joe mix in the recipe|ingredient_substitution
        what's your age right now|how_old_are_you
        what is my minimum payment and when is it due|min_payment
        i dont want to listen to this song|next_song
        how would i change from centimeters to inches|measurement_conversion
        can someone take a look at my car because the check engine light is on|schedule_maintenance
        can i get some more checkbooks sent to me|order_checks
        do you prefer cats or dogs|do_you_have_pets
        can you check what the problem with my account is, it seems to b e blocked|account_blocked
        coin flip, choose heads|flip_coin
        how much in taxes will i owe|taxes
        is my meeting with frank on my list of reminders|reminder
        as my visa got a high enough limit on it|credit_limit
        tell me the current exchange rate between cad and euros|exchange_rate
        it's definitely a maybe for that|maybe
        oliver garden reviews|restaurant_reviews
        can i speak spanish to you hombre|change_language
        can i use apples instead of oranges in this recipe|ingredient_substitution
        what is the lowest amount i can pay for my hospital bill|min_payment
        i'd like to know how you are doing|greeting
        tell me what my savings account routing number is|routing
        does bj's take reservations|accept_reservations
        give me some ideas of how to avoid my credit score lowering|improve_credit_score
        what kind of reviews does the olive garden have|restaurant_reviews
        i need to know tomorrow's date|date
        is there a travel alert for france|travel_alert
        please set the alarm|alarm
        tell me some trivia about sweat|fun_fact
        say again please|repeat
        tell david where i am|share_location
        will i need to have a plug converter when i visit madrid|plug_type
        try to speak slowly|change_speed
        when is my meeting with ann|meeting_schedule
        i need a timer to be set|timer
        is it possible for me to get a better credit card|new_card
        tell me what this song is called|what_song
        give me the pressure for the tires on my car|tire_pressure
        tell me how many days off i have taken so far|pto_used
        what kind of traffic can i expect driving to newark, new jersey on i-95 from philadelphia at noon|traffic
        can you tell me why my card got declined|card_declined
        do you think my shots would be needed, before traveling to columbia|vaccines
        where can i find routing number for pnc|routing
        play next song|next_song
        i need to make a call|make_call
        what kinds of hobbies do you have|what_are_your_hobbies
        how would i say how are you today if i were mexican|translate
        do i need a vaccine for the congo|vaccines
        can you tell me something funny about science|tell_joke
        show me where i am on the map please|current_location
        what percentage full is my gas tank|gas
        can i get some more checkbooks sent to me, please|order_checks
        can you tell me my vehicles mpg|mpg
        please text john|text
        do i have any appoints set for my calendar april 3rd|calendar
        help me to transfer my 401k|rollover_401k
        what is 48 multiplied by 4 divided by 2|calculator
        get out of whisper mode|whisper_mode
        where am i currently|current_location
        did i set march 10th as my doctor's appointment|calendar
        can you please help me move $100 from my checking to saving account|transfer
        set a 1 minute timer|timer
        i need to find out how to check the due date for the water bill|bill_due
        can i put in a pto request for december 25th to january 1st|pto_request
        has my application for american express gone through yet|application_status
        i sat on my credit card and broke it in half and need it replaced|damaged_card
        can someone look at my check engine light|schedule_maintenance
        when is my car due for its next oil change|oil_change_when
        how long does it take to prepare a lasagna|cook_time
        do i need to apply for a visa for my trip to india|international_visa
        how to i change the policy on my insurace|insurance_change
        tell me how much my state taxes amount to|taxes
        i need to know the type of gas for this car|gas_type
        send me more checkbooks please|order_checks
        how healthy is mcdonalds|nutrition_info
        i need to redeem my visa points|redeem_rewards
        bye bye then|goodbye
        what will i get paid this year|income
        where can i find my gas tank|gas
        please let me know what is on my shopping list|shopping_list
        look up how much my state taxes are|taxes
        where is the nearest wal mart|directions
        how come my credit card isn't working|card_declined
        show my my most recent visa card transaction|transactions
        cancel my reservation for dinner tonight, please|cancel_reservation
        how much time before my new card is mailed to me|replacement_card_duration
        i was in australia trying to buy chips and my cards got declined|card_declined
        can you get me a flight from san francisco to san jose using american airlines|book_flight
        hello there, good morning|greeting
        tell me what my wells fargo credit card apr is|apr
        order me some doritos, please|order
        can you confirm the reservation at fleming's for jane|confirm_reservation
        my answer would be maybe|maybe
        change from whisper mode|whisper_mode
        what kind of calories do chicken tenders have|calories
        help me pick a new location to travel to|travel_suggestion
        please put this song on my studying playlist|update_playlist
        whats the name of the person who made you|who_made_you
        what's the way you refer to me|user_name
        can you speak louder|change_volume
        how much money is there in my bank accounts|balance
        i have a card that needs replaced because my wine dumped wine on it|damaged_card
        i need you to turn the bathroom lights on|smart_home
        what is the bank's routing number|routing
        are there transaction fees using my discover if i'm in cuba|international_fees
        how many teaspoons will make one tablespoon|measurement_conversion
        tell me what's is on my shopping list|shopping_list
        it could go either way|maybe
        know any dad jokes|tell_joke
        please reserve a table for two at olive garden at 7:00pm for michael|restaurant_reservation
        where is the closest gas station to glendale|directions
        i need to cancel my reservation for rob at red robin|cancel_reservation
        what's on my calendar for march 20th|calendar
        how many points earned do i have with my american express card|rewards_balance
        can you find me the apr listed on the statement for my citi mastercard|apr
        i really need to check my rewards for my credit card|rewards_balance
        tell me who your maker was|who_made_you
        where would i get my rewards for my master card|redeem_rewards
        if i lost my luggage, what should i do next|lost_luggage
        you’re the best thanks so much!|thank_you
        what day will i earn my payment from work|payday
        can someone tell me why my check engine light is on|schedule_maintenance
        do i have any calendar entries for march 8th|calendar
        have i told you to add washing dishes to my todo list|todo_list
        has flight dl123 left|flight_status
        i want to know what kind of gas this car uses|gas_type
        tell me the time in california|time
        do you have any information on how to open a new credit card|new_card
        send sarah my current location|share_location
        go faster|change_speed
        can you let me know the status of my discover credit card application status|application_status
        i accidentally deactivated the magnetic stripe on my visa debit card and i need to report it|damaged_card
        can you tell me the process for obtaining a copy of my w2 for my taxes|w2
        can i get this car's mpg|mpg
        who do i need to contact to ask for a credit limit increase on my discover card|credit_limit_change
        i would like to know the status of my credit card application|application_status
        i must get the w-2 form|w2
        what's your name anyway|what_is_your_name
        does pnc have a routing number|routing
        my account at the bank needs to be frozen|freeze_account
        i need to know the proper spelling of curiosity|spelling
        today is what day of the week|date
        what are the rules for traveling with toothpaste|carry_on
        set a 4 minute timer|timer
        rent a car for 3/1 through 3/3 in boston; i'd prefer an suv|car_rental
        my 401k, can i roll it over|rollover_401k
        in 15 minutes the timer should go off|timer
        i want you to play the next song|next_song
        how is my vacation looking|pto_request_status
        now tell me my credit card's apr|apr
        what types of gas can i get for this car|gas_type
        please help me report my lost card|report_lost_card
        notify me how many days off i have used so far|pto_used
        i need to have a timer for 10 minutes|timer
        i need a good meal idea from italy|meal_suggestion
        let me know the status of my american airlines flight|flight_status
        give ann and scott my location|share_location
        what do i bring in over a year|income
        i must know the next holiday|next_holiday
        suggest some things for me to do while i am in los angeles|travel_suggestion
        look for my phone with me|find_phone
        when can i expect meal of salmon to be finished|cook_time
        please book me a place to stay in phoenix from the 5th to the 9th of march|book_hotel
        what's the french word you use for potato|translate
        cancel my reservation for dinner this saturday|cancel_reservation
        find out where i am on the map|current_location
        give me a list of ingredients for making pasta|ingredients_list
        what ingredients are in tacos|ingredients_list
        what is the air pressure of my tires|tire_pressure
        i need to know what song this is that we're listening to|what_song
        put volume setting on number 4|change_volume
        can you tell me how to transfer my 401k|rollover_401k
        please confirm my reservation at brio for theodore|confirm_reservation
        tell me what tomorrow's date is|date
        ai, call me deb|change_user_name
        give me an eta on when i will arrive at my destination|distance
        hey, what's new|greeting
        do i need to get any shots before i travel to morocco|vaccines
        what time is today's meeting|meeting_schedule
        could you suggest a french restaurant, please|restaurant_suggestion
        tell me what the time is in dallas|time
        i would like you to change the settings back to factory default now, please|reset_settings
        thanks bye bye!|goodbye
        my phone isn't where i left it|find_phone
        call my doctor|make_call
        display my location on the map|current_location
        don't call me bill anymore - call me bob|change_user_name
        will i need to get a plug converter when i visit guam|plug_type
        i'm changing your name to goliath|change_ai_name
        i would like for you to unsync my phone|sync_device
        what are the visa requirements for brazil|international_visa
        what do my state taxes look like|taxes
        tell my location to david|share_location
        what's the first romantic movie ever made|oos
        play the current tennis match on the tv in the living room|oos
        check the nanny cam and send the feed to my phone|oos
        call the grocery store and get their operational hours|oos
        what did the mesopotamians call the creator of the universe|oos
        can you check on what it would cost me to upgrade my iphone with t-mobile|oos
        can you dim the brightness of my screen|oos
        how could i get into the guiness book of world records|oos
        what is the account number to the internet service i have|oos
        look up the email address of the local police|oos
        let me know what time the patriots game starts|oos
        what teams are playing right now|oos
        how would you rate the airport i am traveling to|oos
        what should i take for nausea|oos
        what is the main cause of becoming homeless|oos
        how to get the right medicine|oos
        tell me the steps as to how to begin a career as a journalist|oos
        which medicine to relieve my cough|oos
        when should you mow your grass after it's rained|oos
        write the next chapter of my biography and let me know when you have finished it|oos
        i want to find a new car under $25000|oos
        how to paint walls|oos
        what's my current electric bill|oos
        what was the closing number of the nasdaq today|oos
        delete the contact uncle john from my phone|oos
        what time do i need to arrive to make it on time|oos
        is there a fee for cancelling a flight i've booked|oos
        how long is the school year|oos
        how many cars average are on the road daily|oos
        who are the nominees for best picture this year|oos
        what's a good way of backing out of a parking spot|oos
        can you retrieve client d's file please|oos
        what is popular in fashion right now|oos
        how can i control where microsoft word inserts a page break|oos
        who is jane goodall|oos
        i would like to upgrade to full coverage for my car|oos
        how do i get venture capital for my app|oos
        how much sugar was in my urine this morning|oos
        give me a list of the top 10 tennis players in the world|oos
        generate a list of 20 songs that include the word love in the title|oos
        what is my checking account number|oos
        what's a good stretch to do to limber up|oos
        look up which animal is represented in this year's chinese new year|oos
        what big news happened over the weekend|oos
        send me live feed of the pre-game prediction show on my phone|oos
        ignore call|oos
        change out the older photos with the newer ones|oos
        when will george rr martin publish the next game of thrones book|oos
        how long does it take to get a divorce finalized|oos
        can you check how many steps i have walked in the last week from my phone app|oos
        who has the best record in the nba|oos
        what is the highest quality carpet available|oos
        may i finish washing then i give you please|oos
        what are popular sports magazines|oos
        how do i install new cabinets|oos
        is insomnia curable|oos
        make a list of the top 100 famous quotes|oos
        when does the stock market update|oos
        zip the back of the brides maid dress|oos
        according to my fitness tracker, how many push ups have i done today|oos
        is gambling legal in my state|oos
        show video of hair styling tips|oos
        what kind of glue is used for gluing pipes together|oos
        how can i add my signature to the proposed bill legalizing prostitution|oos
        look up prices for parking at the airport over the weekend|oos
        was the god osiris a titan or an old god|oos
        what's the average score on a round of golf|oos
        when does napa close|oos
        what zelda games are available on the switch|oos
        how long do i have to wait to get my refund|oos
        when are the winter olympic games|oos
        how many miles does my car currently have|oos
        what kind of foods are border collies allergic to|oos
        what is the best way to clean ceiling fans|oos
        what is the top 10 best modems|oos
        show me examples of cute eyeglass frames|oos
        make a list of what materials have been used for spacesuits|oos
        tell me which wifi network you are connected to right now|oos
        how much damage did the last earthquake here do|oos
        can you sell stocks for me|oos
        give me information about the element carbon and its reactions with hydrogen|oos
        what is a good sink filter for water|oos
        is anything being newscasted about the threat of famine in chadu|oos
        what is happening in politicsu|oos
        what is the life expectancy of a polar bear|oos
        sign me up for the writing class you told me about 2 days ago|oos
        is anything on my grocery list on sale today|oos
        what is today's big article in the washington post|oos
        fold my hand|oos
        look up a good broker for mutual funds|oos
        please activate a wireless hotspot so i can use the internet|oos
        how do i put a lens that's fallen out back in my glasses|oos
        save my text on my laptop hard drive|oos
        what was the point of the crusades|oos
        how do you unclog a toilet|oos
        search the web for monthly parking near my house|oos
        where should i go if i hammered a nail through my foot|oos
        what were indians like 100 years ago|oos
        what's the current prevailing interest rate for mortgages in my area|oos
        what's my boss' home address|oos
        which element on the periodic table is k|oos
        what happens if you're skydiving and your parachute doesn't open|oos
        what is the time signature for the castlevania song bloody tears|oos
        sign me up for the slack employment forum|oos
        why did we elect this woman who made amazon leave and take its jobs with it|oos
        tell me what my local park's policy is on letting dogs off of leashes|oos
        how do i change the windshield wipers|oos
        what's the amusement park like|oos
        check the status of my amazon orders for me|oos
        what's the best golf club to use on the lower nine|oos
        how do i use my microwaves defrost|oos
        look up local repair shops that work on vacuum cleaners|oos
        what shows are on tonight|oos
        who was the first person to discover cells|oos
        fill up my water bottle for the gym|oos
        can you tell me the score of the heat game|oos
        how do you repel a bear when you're out on a hike|oos
        so, hang out around this house often|oos
        what do you do if your 4 year old just ate playdoh|oos
        how many calories does jumping up and down burn|oos
        how does my current htc phone compare to other android phones|oos
        can you see a hdmi cord|oos
        tell me about the oscars|oos
        what's the more secure bank vault|oos
        instruct a list of all the brands of cereal manufactured by kelloggs|oos
        how much is this years model of my car cost|oos
        how can i improve my golf swing|oos
        what brush can i use to wash my car that won't scratch it|oos
        can you tell me how to get gum out of my rug|oos
        make a list of all community gardens near me|oos
        where can i submit my architecture plans|oos
        what's the highest rated social services non-profit|oos
        what's the latest vc funded company|oos
        are there any messages|oos
        start a portfolio on venture capital funding for me to look over|oos
        create a speech on historical events surrounding albert einstein|oos
        what are the top rated local lawyers|oos
        generate a list of the past 10 judge executives|oos
        remind me what my weight loss goals are|oos
        can you tell me the purpose of a safe deposit box|oos
        what kind of bonds do molecules have|oos
        compile a list of articles pertaining to venture capital funding for me|oos
        what year did my grandparents get married|oos
        who created the world in greek mythology|oos
        scan my photos and tell me which hair style is most suiting for my face|oos
        why is the sky blue|oos
        can you find the answer to number 26 in this algebra two textbook|oos
        what's the average rent of apartments in my city|oos
        when does tiger woods play next|oos
        which movie is it that someone says perfectly balanced as all things should be|oos
        tell me amazon's choice for a set of 4 dinner plates|oos
        can you tell me how to solve simple algebraic equations with one variable|oos
        have you seen the remote|oos
        what kind of paint do makeup artists use|oos
        how to plan for weddings|oos
        can you tell me today's headlines pleasei|oos
        send me videos of how to do a smoky eye|oos
        tell me who makes the best dvd's for movie storage|oos
        explain how small talk helps bind groups together|oos
        is espn covering the golden state warriors game|oos
        what do i put on my feet|oos
        tell me how i can file a pleading in circuit court|oos
        tell me what the best shampoo is for someone with dry scalp|oos
        what is the official language of romania|oos
        cancel my subscription to scientific american|oos
        please print out copies of my resume|oos
        find an article on celebrities who made it out of poverty|oos
        the bus moves with tyre|oos
        keep a note of how many miles you walk a day|oos
        are you allowed to call someone a dirty name as part of free speech|oos
        make a list of facts about green book|oos
        how much is auto febreeze on amazon|oos
        how much are the clorox detergents|oos
        how many movies are in the star wars series|oos
        can you tell me how to clean a fish tank|oos
        give me an energy usage breakdown for march|oos
        are there any school closures today|oos
        what supplies do i need to clean my car|oos
        what size pipes are used for sinks|oos
        can you tell me what key frank zappa's keep it greasy is in|oos
        which company has gone up the most today|oos
        can you put the car in fuel efficient mode|oos
        can i deposit a check|oos
        what are some good games for my android phone|oos
        how old is jennifer aniston|oos
        how many voicemail messages do i have|oos
        create a pamphlet on albert einsteins childhood|oos
        how do i make a sentence have stylized strike out in microsoft word|oos
        are your step-parent's parents considered your grandparents|oos
        what's the highest building in the world|oos
        tell me how much energy i have consumed so far this year|oos
        can i use direct deposit for my tax refund|oos
        can a samurai sword deflect a bullet|oos
        what do i wear on my feet when it rains|oos
        how many moons does mars have|oos
        find the best prices for toothpaste at any store within a 5 mile radius of my location|oos
        i need to hire a grass treatment specialist|oos
        pull up the classifieds and read the career section to me|oos
        how many parks are within 20 miles of me|oos
        what are my hours this week at work|oos
        i need to find a black suit under $100|oos
        what do you do all day while i'm at work|oos
        please clean the car windows|oos
        what are the new player rankings for the nhl|oos
        what are the scores of other teams in this division|oos
        power up my generator|oos
        what's the best style shoe to wear to the prom|oos
        schedule an appointment with the credit counselor for tuesday|oos
        see if you can find a good vegetable wash for me|oos
        how much does it cost to use the parking garage downtown|oos
        how do you relieve a hangover|oos
        what is my current signal strength|oos
        can you enable subtitles|oos
        tell me what pokemon is|oos
        show me how many community centers are located within 5 miles of my location|oos
        can you find me sheet music for the beatles white album online|oos
        open up internet browser|oos
        update my status on instagram|oos
        look up the top 3 selling post modern artists in the united states|oos
        how to take care of the sick|oos
        find out how to deodorize a car|oos
        how many pokemon have i caught in my pokemon go app|oos
        how long does it take to get your yellow belt in karate|oos
        make a list of side hustles i could start today to make a little extra cash|oos
        what does the plus sign mean on my dashboard|oos
        what should i do if i saw a cockroach in my house|oos
        wash windshield|oos
        what are sigmund freud's most famous books|oos
        tell me about that kind of cameras|oos
        create several photos of me with different hair styles|oos
        can you add a bag to my reservation|oos
        where can i list my vehicle for sell|oos
        print out the photos i took today|oos
        is the earth flat|oos
        please take all my money out of my checking account and close the account|oos
        what is a good home remedy for a rash|oos
        what size space suit should you get based on your girth|oos
        what year was the first airplane built in|oos
        what movies are playing at my local cinemax|oos
        what are the different types of tvs|oos
        how do i write an iep for a high schooler|oos
        show me how to contact a paranormal spirit|oos
        what did trump do todayu|oos
        when was the gold rush|oos
        i would like to find a stylish suit for a party|oos
        what are yahoo's top stories right now|oos
        check to see if i need a pass to use the parking garages downtown|oos
        request a refund on the car wax i bought yesterday|oos
        why would the water be turned off|oos
        i'd like to renew my subscription to playboy|oos
        what's the main export by the peoples of greenland|oos
        can you give me some stress management tips|oos
        please list my real estate for sale|oos
        go on the ferris wheel|oos
        how much time do i have left on my 0% apr|oos
        are the schools closed|oos
        tell me how to refinish a wooden desk|oos
        what color is water|oos
        what's the best way to build a skyscraper|oos
        how much money would my house sell for|oos
        at the olympics, what country won the gold medal in basketball|oos
        create a 500 word letter expressing love|oos
        can i summon a demon using just an ouija board|oos
        find out how many latin scholars there are at the university of chicago|oos
        show me all biographies on teddy kennedy|oos
        how do i skip all of the advertisements|oos
        find a credit counseling service for me on the web|oos
        where can i have a black and white photo blown up to poster size|oos
        does denim go with anything|oos
        how many people live in vermillion|oos
        what is the best product for removing soap scum|oos
        do the romans still use the colosseum for anything today|oos
        how many polar bears are still alive in the arctic|oos
        make a chart of the different types of whales|oos
        display history of sparta|oos
        how much does it cost to spay a puppy|oos
        what's the proper subject verb order in japanese|oos
        what is the most rented movie this week|oos
        how can i repair a broken watch|oos
        would you let me know who won the gold metal in gymnastics at the olympics|oos
        please go to wikipedia and search for articles related to nsa|oos
        is it too late to upgrade to first class|oos
        show me what one should do to get ahead in a tech corporation|oos
        how much does a nintendo switch cost|oos
        how do i deal with angry, painful red bumps|oos
        change color contrast|oos
        what is bitcoin trading for currently|oos
        can you look up how i shoot a time lapse video on my iphone camera or is it even possible|oos
        how do i make my android phone more secure|oos
        fill out the paperwork for tonys new daycare center|oos
        who invented custardo|oos
        what should i do if it hurts when i pee|oos
        show me the best times to book flights for traveling to another country|oos
        what is the best way to kill microbes|oos
        who were the superbowl 23 champions|oos
        call an uber to take me to the closest grocery store|oos
        how the bus moves|oos
        find out what the maximum memory size is that i can buy in a dvd|oos
        is the polar vortex of 2019 apart of global warming|oos
        can you really get arrested for yelling fire in a crowded theater|oos
        how many elements are on the periodic table|oos
        can you see what the budget for the united states military was in 2018|oos
        give me my wallet location|oos
        order me a blue pin stripe suit from saville row|oos
        how do i get stains out of the carpet|oos
        does my carrier have coverage in europe|oos
        where's my buddy steve right this second|oos
        tell me what my current eyeglasses prescription is|oos
        how many ppm of particulate is in my local water|oos
        how many hurricanes are in an average hurricane season|oos
        i need you to order a new pair of eyeglasses for me|oos
        please check if god is really living in a small apartment in brussels|oos
        who plays han solo|oos
        how to fix walls|oos
        how much time is left on my laundry|oos
        what does the average cost of an engagement ring|oos
        look up ways for me to advance my job placement|oos
        what was the latest tremor on the richter scale|oos
        tell me a list of my local papers|oos
        what are apartment prices now|oos
        what should you do if your laundry machine is making a high pitched whine|oos
        how much for a samurai sword|oos
        do sets of 25 set-ups each morning til you have completed your goal|oos
        start a speech on microbes for me|oos
        which came first; greek mythology or roman mythology|oos
        how unhealthy is stress|oos
        make me a map of all earthquake hotspots in the continental us|oos
        can you give me suggestions for a professional suit under $200|oos
        is beer legal in this state|oos
        where is the closest architecture college|oos
        which actors have played more than 1 comic book character|oos
        tell me how to perform cpr|oos
        has the school my kids go to been in the news for any reason|oos
        has there ever been total world peace, where no nations in the world are at war|oos
        time my next run at the boston marathon|oos
        who wrote green book|oos
        how to remove a stripped bolt|oos
        can you see if the octopus eggs have hatched yet|oos
        whats the best rated lipstick|oos
        where can i find the best divorce lawyer|oos
        how do i get perfect alignment with the curb|oos
        where is the best place to mine for gold|oos
        is there an internet outage in my area|oos
        give me the news on the newspaper today|oos
        what channel is cw on|oos
        from the second of the left ,the pink one|oos
        what battery percentage is my phone at|oos
        search up someone who plays in a movie|oos
        how many months do i left in my hbo subscription|oos
        what are the last 4 digits of my credit card number|oos
        make me a list of the top ten reviewed hiking boots on jetcom|oos
        what casino game has the best odds|oos
        can you really time your compressions to queen's "another one bites the dust"|oos
        is the stop sign around the corner still knocked over|oos
        what are some things i can do on the way to work|oos
        can you tell me local crime in my area|oos
        find directions to the sunshine car wash from my house|oos
        forward the text i just got from henry to giselle|oos
        please tell me the status of the government shutdown|oos
        explain how to reduce my debt burden|oos
        give me a listing of all my dvd's|oos
        can a polar bear live in alabama|oos
        why can you have the square root of a negative number|oos
        tell me where i can get the cheapest tennis balls on the internet|oos
        how many acres do you need to buy a horse|oos
        is it ok to feed dogs people food|oos
        who has the longest hair ever|oos
        is michonne wrong for not working with the kingdom to put on the fair|oos
        list the contents of my safety deposit box at the bank|oos
        please check up on my son's homework|oos
        create a portrait for me using post modern art|oos
        let me know where jim is right now|oos
        what veggies can i pair with mushrooms|oos
        find someone local who mows lawns|oos
        what's the extended zipcode for my address|oos
        can you delete my saved credit card|oos
        how does the etheric body operate|oos
        what is global warming|oos
        look for a position similar to mine that is open around my area|oos
        what's that smell|oos
        when will cameron release the sequel to avatar|oos
        what oil is best for chicken|oos
        find out where one can get involved in discussing local election issues|oos
        please ping the rfid in my wallet and tell me where it's at right now|oos
        can a robot really travel back in time|oos
        see if you can purchase a spacesuit online|oos
        find out how i can best clip my dog's nails|oos
        how do i get rid of blocked nose at home|oos
        how much of a refund will i get this year|oos
        what is harry's real name|oos
        who is the start of the movie almost famous|oos
        find instructions on how to play taboo|oos
        is there more than one occult that a person can join|oos
        find my wallet|oos
        how much has microsoft's stock changed over the last year|oos
        make an ad to sell my real estate|oos
        tell me what the hot topics are that are trending on google|oos
        where is the closest driving range|oos
        declare a variable named "golf"|oos
        has the market been up or down since the beginning of this year|oos
        is there a cheaper rate with another carrier for my mobile|oos
        find out what gentlemen are wearing to weddings these days|oos
        can you tell me how to multiply two fractions|oos
        what movie does it's just a flesh wound come from|oos
        how do they filter pollutants out of bottled water|oos
        recommend a flood clean up service|oos
        what is the last time the living room was vacuumed|oos
        do vegans really want to blame cows for climate change|oos
        can you tell me the s&p average|oos
        what is a good movie to go see in theaters for a family with young kids|oos
        find out how many miles the mississippi waterway runs|oos
        look up articles on car washing at home|oos
        can you explain a good risk strategy to me|oos
        what is the golden ratio's number|oos
        what are the limits in my phone plan|oos
        close all internet tabs|oos
        does the nsa listen to me|oos
        give me a list of the biographies written by nyu professors after 2001|oos
        what coupons do i have for restaurants|oos
        find out how long a cold should last before i call a doctor|oos
        i want to buy some nintendo switch game|oos
        do laundry|oos
        what's the best type of plan to upgrade to|oos
        can you give me the most current market news|oos
        what is the price to buy more data on my phone|oos
        get me a list of personal conservation tips that i can use around the house|oos
        where is te lawrence|oos
        do women still bare their chests for beads at mardi gras|oos
        tell me who gives the best motivational speeches on the web|oos
        do you know if it is possible to close my savings account|oos
        disconnect from wifi immediately please|oos
        which airports do southwest service around the greater new york city area|oos
        where can i find cheap rental skis nearby|oos
        what are the highest-rated android phones|oos
        what time did i put in my first load of laundry|oos
        tell me where to go to get my son enrolled in public kindergarten|oos
        will the anti-vaxxers die off if no one gives them vaccines|oos
        what is money used for|oos
        tell me more about bill gates|oos
        what happened with the summit between trump and jong|oos
        what was the original name of jesus in egyptian myth|oos
        report outage to my electric provider|oos
        what is a normal resting heart rate|oos
        i have a super runny nose and want to find a doctor|oos
        do a job search on monstercom for jobs in the tech field in arlington, va|oos
        inform me of what microbes are|oos
        i need to find a new babysitter|oos
        give me a list of the top 5 issues people have in this country|oos
        search all movies created by disney in the 1980's|oos
        can you tell me the best time to visit downtown when driving|oos
        what kinds of cereal are low sugar|oos
        when should i remove my snow tires|oos
        what is the cost of four double a batteries|oos
        tell me about personal finance|oos
        tell me the value on my current car|oos
        when's the next mardi gras going to be|oos
        what are the current prices for mushrooms|oos
        what movie is the line today is our independence day from|oos
        is there a better bus route i should be taking|oos
        who is the hardest working man in hollywood|oos
        where does jiu jitsu originate|oos
        how do i change my windshield wipers|oos
        what are some of the most visited countries for people looking to travel abroad|oos
        how much candy have i consumed this week|oos
        i need to add a person to my bank account|oos
        switch over to low power mode to preserve battery life|oos
        what are the camping restrictions at bear island|oos
        what causes dyslexia|oos
        do we actually have a soul|oos
        is there any news if my parents survived the crash|oos
        how many flavors of mnm's are there|oos
        when should you use a dry cleaner|oos
        find out who the best appliance repairman is for the downtown area|oos
        what makes pi so mathematically important|oos
        find a credit mentoring service number for me please|oos
        how can i get help for my mental health|oos
        how many people died in yesterday's storm|oos
        when do i have to get the mmr|oos
        compare prices of malt-o-meal to kelloggs|oos
        what are popular lifestyle magazines|oos
        compare the new life growth in trees when the seasons change|oos
        tell me how to get rid of a spirit that's haunting me|oos
        can you look at when the next iphone is due out|oos
        review chapter 6 with my son and verify his math homework answers|oos
        compile a list of historical events from the boston marathon|oos
        review my resume for spelling errors|oos
        can you tell me who sells dixie paper plates|oos
        find me examples of post modern art|oos
        what's the newspaper today|oos
        find me a good band instructor or two to compare in my area|oos
        can you tell me what credit cards i have open|oos
        can you group my photos by location|oos
        when was the term "zombie" first used|oos
        what's the current demand for wood from rain forests|oos
        does cutting down the rain forest really add to global warming|oos
        where are most homeless people|oos
        give me the number of a traffic attorney near here|oos
        describe to me how i can learn to make small talk|oos
        is the movie avatar culturally insensitive|oos
        how do you make sure a bridge doesn't fall down|oos
        """
}
