"""CSV of other password managers and of browsers, as they write it."""

from __future__ import annotations

from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.vault_items import FieldType, SecureNote
from tests.unit.importers.reading import card_of, fields_of, identity_of, items_of, login_of

LASTPASS = """url,username,password,totp,extra,name,grouping,fav
https://mail.example.com,jo,p&ss,seed,a note,Mail,Work\\Mail,1
http://sn,,,,"NoteType:Credit Card
Language:en-US
Name on Card:Jo Birch
Type:Visa
Number:4111111111111111
Security Code:123
Start Date:January,2020
Expiration Date:March,2027
Notes:first: line
second",Visa,,0
http://sn,,,,"NoteType:Address
First Name:Jo
City / Town:Ghent
Timezone:+01
Notes:",Home,,0
http://sn,,,,just words,Wifi,,0
http://sn,,,,"NoteType:Server
Hostname:h1
Password:hush
Notes:n",Server,,0
"""


def test_lastpass() -> None:
    mail, visa, home, wifi, server = items_of(LASTPASS.encode(), ImportFormat.LASTPASS)
    assert (mail.collections, mail.favorite, mail.notes) == (("Work/Mail",), True, "a note")
    login = login_of(mail)
    assert (login.username, login.password, login.totp) == ("jo", "p&ss", "seed")
    card = card_of(visa)
    assert (card.cardholder_name, card.brand, card.code) == ("Jo Birch", "Visa", "123")
    assert (card.exp_month, card.exp_year, visa.notes) == ("3", "2027", "first: line\nsecond")
    assert fields_of(visa) == {"Start Date": "January,2020"}
    identity = identity_of(home)
    assert (identity.first_name, identity.city, fields_of(home)) == ("Jo", "Ghent", {"Timezone": "+01"})
    assert (wifi.notes, wifi.fields) == ("just words", ())
    assert {field.name: field.type for field in server.fields} == {
        "Hostname": FieldType.TEXT,
        "Password": FieldType.HIDDEN,
    }
    assert read_export(LASTPASS.encode())[1].collections == ("Work", "Work/Mail")


def test_chrome_and_edge() -> None:
    data = b"name,url,username,password,note\nMail,https://m.example/,jo,p,n\n,android://x@app/,u,p,\n"
    mail, other = items_of(data, ImportFormat.CHROME)
    assert (mail.name, mail.notes, login_of(mail).uris[0].uri) == ("Mail", "n", "https://m.example/")
    assert other.name == "app"
    (edge,) = items_of(
        b'"name","url","username","password"\r\n"a","b.example","u","p"\r\n', ImportFormat.CHROME
    )
    assert login_of(edge).uris[0].uri == "http://b.example"


def test_firefox() -> None:
    data = (
        b'"url","username","password","httpRealm","formActionOrigin","guid","timeCreated"\n'
        b'"https://www.m.example","jo","p",,"https://m.example","{1}","1"\n'
        b'"chrome://FirefoxAccounts","u","{}",,,"{2}","1"\n'
    )
    kind, imported = read_export(data)
    assert kind is ImportFormat.FIREFOX
    assert [item.name for item in imported.items] == ["m.example"]
    assert [(each.row, each.what) for each in imported.left_out] == [(3, "account")]


def test_safari() -> None:
    data = b"Title,URL,Username,Password,Notes,OTPAuth\nm (jo),https://m.example/,jo,p,n,otpauth://totp/x\n"
    (item,) = items_of(data, ImportFormat.SAFARI)
    assert (item.name, item.notes, login_of(item).totp) == ("m (jo)", "n", "otpauth://totp/x")


def test_onepassword_csv() -> None:
    data = (
        b"Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes,Extra\n"
        b'Mail,https://m.example,jo,p,otpauth://x,true,false,"Work;IT/Mail",n,more\n'
        b"Wifi,,,,,false,false,,ssid,\n"
    )
    mail, wifi = items_of(data, ImportFormat.ONEPASSWORD_CSV)
    assert (mail.collections, mail.favorite, fields_of(mail)) == (
        ("Work", "IT/Mail"),
        True,
        {"extra": "more"},
    )
    assert login_of(mail).totp == "otpauth://x"
    assert isinstance(wifi.details, SecureNote)


def test_keeper_csv_has_no_header() -> None:
    data = (
        b'"Work\\Mail","Mail","jo","p","https://m.example","n","Shared\\IT","TFC:Keeper","otpauth://x","PIN","12"\n'
        b'"","Bare","u","p","","",""\n'
    )
    mail, bare = items_of(data, ImportFormat.KEEPER_CSV)
    assert mail.collections == ("Work/Mail", "Shared/IT")
    assert (login_of(mail).totp, fields_of(mail)) == ("otpauth://x", {"PIN": "12"})
    assert (bare.name, bare.collections, bare.row) == ("Bare", (), 2)


def test_the_format_can_be_overridden() -> None:
    data = b"name,url,username,password,title\nMail,https://m.example/,jo,p,T\n"
    assert read_export(data)[0] is ImportFormat.SAFARI
    kind, imported = read_export(data, ImportFormat.CHROME)
    assert (kind, imported.items[0].name) == (ImportFormat.CHROME, "Mail")
